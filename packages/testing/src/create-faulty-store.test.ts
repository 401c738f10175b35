import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  type NewUser,
  UserService,
} from "@org/user-core";
import { expect, it } from "vitest";
import { createFaultyStore } from "./create-faulty-store.ts";
import type { Fault } from "./faulty-store/fault.ts";
import { newUser, newUsers } from "./store-contract/samples.ts";
import { failureOf } from "./streams.ts";

const ada: NewUser = newUser({ email: "ada@example.com" });

/** Two users, and a fault for what comes next. */
async function faultyStore(...faults: readonly Fault[]) {
  const store = createFaultyStore(createMemoryStore());
  await store.insert(newUsers(2));
  store.inject(...faults);
  return store;
}

it("is the store itself while there is no fault, and tells what was asked", async () => {
  const store = createFaultyStore(createMemoryStore());
  await store.insert([ada]);
  expect(await store.count()).toBe(1);
  expect(await store.get([1, 2])).toMatchObject([{ email: "ada@example.com" }, undefined]);
  expect(store.calls).toEqual(["insert", "count", "get"]);
  expect([store.strikes, store.pending]).toEqual([0, 0]);
});

it("fails at the call that is counted, over all operations or over one", async () => {
  const overAll = await faultyStore({ kind: "fails", at: 2 });
  await overAll.count();
  expect(await failureOf(overAll.get([1]))).toMatchObject({
    code: "UNAVAILABLE",
    reason: "STORE_UNAVAILABLE",
    retryAfterMs: 100,
  });
  await overAll.get([1]);
  const overOne = await faultyStore({ kind: "fails", operation: "count", at: 2 });
  await overOne.count();
  await overOne.get([1]);
  expect(await failureOf(overOne.count())).toMatchObject({ code: "UNAVAILABLE" });
  expect(overOne.strikes).toBe(1);
});

it("fails as often in a row as it is told to, or for ever", async () => {
  const twice = await faultyStore({ kind: "fails", operation: "count", times: 2 });
  await failureOf(twice.count());
  await failureOf(twice.count());
  expect(await twice.count()).toBe(2);
  const forever = await faultyStore({ kind: "fails", times: Number.POSITIVE_INFINITY });
  for (let i = 0; i < 5; i += 1) await failureOf(forever.count());
  forever.inject();
  expect(await forever.count()).toBe(2);
});

it("does nothing when it fails, and all of it when it half answers", async () => {
  const store = await faultyStore({ kind: "fails", operation: "insert" });
  await failureOf(store.insert([ada]));
  expect(await store.count()).toBe(2);
  store.inject({ kind: "half_answers", operation: "insert" });
  await failureOf(store.insert([ada]));
  expect(await store.count()).toBe(3);
});

it("fails with the error it is given", async () => {
  const error = new Error("connect ECONNREFUSED 10.0.0.7:5432");
  for (const kind of ["fails", "half_answers"] as const) {
    const store = await faultyStore({ kind, error });
    await expect(store.count()).rejects.toBe(error);
  }
});

it("stalls until it is released, and then fails with nothing done", async () => {
  const store = await faultyStore({ kind: "stalls", operation: "insert" });
  const failure = failureOf(store.insert([ada]));
  await store.untilStruck();
  expect(store.pending).toBe(1);
  store.release();
  expect(await failure).toMatchObject({ code: "UNAVAILABLE" });
  expect([store.pending, await store.count()]).toEqual([0, 2]);
});

it("delays until it is released, and then does it and answers", async () => {
  const store = await faultyStore({ kind: "delays", operation: "insert" });
  const answer = store.insert([ada]);
  await store.untilStruck();
  expect(await store.count()).toBe(2);
  store.release();
  expect(await answer).toMatchObject([{ kind: "created" }]);
  expect(await store.count()).toBe(3);
});

it("lets go what is held when it is closed", async () => {
  const store = await faultyStore({ kind: "stalls", times: 2 });
  const failures = [failureOf(store.count()), failureOf(store.get([1]))];
  await store.close();
  expect(await Promise.all(failures)).toMatchObject([
    { code: "UNAVAILABLE" },
    { code: "UNAVAILABLE" },
  ]);
});

it.each([
  ["answers_less", { get: 1, count: undefined }],
  ["answers_holes", { get: 2, count: undefined }],
  ["answers_nothing", { get: undefined, count: undefined }],
] as const)("%s", async (kind, lengths) => {
  const store = await faultyStore({ kind, times: 2 });
  expect((await store.get([1, 2]))?.length).toBe(lengths.get);
  expect(await store.count()).toBe(lengths.count);
});

it("answers holes with as many items as there were, all undefined", async () => {
  const store = await faultyStore({ kind: "answers_holes", operation: "insert" });
  expect(await store.insert([ada])).toEqual([undefined]);
  expect(await store.count()).toBe(3);
});

it.each([
  ["passed", 1],
  ["lost", 0],
  ["doubled", 2],
] as const)("makes hints %s", async (hints, heard) => {
  const store = createFaultyStore(createMemoryStore(), { hints });
  let calls = 0;
  const stop = store.onHint(() => {
    calls += 1;
  });
  await store.insert([ada]);
  expect([calls, store.listeners]).toEqual([heard, 1]);
  stop();
  stop();
  await store.insert(newUsers(1));
  expect([calls, store.listeners]).toEqual([heard, 0]);
});

it("shows how many calls to the store an RPC makes", async () => {
  const store = createFaultyStore(createMemoryStore());
  const { services } = createUserService({ store });
  const users = createInProcessClient(UserService, services);
  await users.createUser({ email: "ada@example.com", name: "Ada", requestId: crypto.randomUUID() });
  expect(store.calls).toEqual(["findRequest", "insert"]);
});

it("refuses faults that do not exist or could never strike", () => {
  const store = createFaultyStore(createMemoryStore());
  // @ts-expect-error: no fault has this name.
  expect(() => store.inject({ kind: "fail" })).toThrow(TypeError);
  expect(() => store.inject({ kind: "fails", at: 0 })).toThrow(RangeError);
  const faults = [{ kind: "fails", times: 0 }] as const;
  expect(() => createFaultyStore(createMemoryStore(), { faults })).toThrow(RangeError);
});
