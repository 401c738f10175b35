import { describe, expect, it } from "vitest";
import { collect, failureOf, streamOf } from "../streams.ts";
import { bob, everyKind, start } from "./every-kind.fixture.ts";

/** What a stream gives before it fails, and its failure. */
async function untilFailure<T>(stream: AsyncIterable<T>) {
  const seen: T[] = [];
  const read = async () => {
    for await (const message of stream) seen.push(message);
  };
  return { error: await failureOf(read()), seen };
}

const ids = streamOf.bind(null) as typeof streamOf<{ userId: number }>;
const people = ["c", "d", "e"].map((name) => ({ email: `${name}@example.com`, name }));

describe("a stream that breaks after some responses", () => {
  it("gives the messages before, then the error", async () => {
    const { users, breakNext, callsTo } = await start();
    for (const name of ["B", "C", "D"]) await users.updateUser({ user: { id: 1, name } });
    breakNext("watchUserUpdates", 2, "UNAVAILABLE");
    const watch = users.watchUserUpdates({ userId: 1, afterRevision: 1n });
    const { error, seen } = await untilFailure(watch);
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 1_000 });
    expect(seen.map(({ newValue }) => newValue)).toEqual(["B", "C"]);
    expect(callsTo("watchUserUpdates")[0]).toMatchObject({
      status: "UNAVAILABLE",
      responses: [{ newValue: "B" }, { newValue: "C" }],
    });
  });

  it("gives them although nobody has read yet, and more than a stream holds", async () => {
    const { users, breakNext } = await start();
    breakNext("syncUsers", 100, "UNAVAILABLE");
    const { seen } = await untilFailure(users.syncUsers(ids(...Array(200).fill({ userId: 1 }))));
    expect(seen).toHaveLength(100);
  });

  it("with none, breaks when it has begun, once its headers are there", async () => {
    const { users, breakNext } = await start();
    breakNext("watchUserUpdates", 0, "UNAVAILABLE");
    const told: string[] = [];
    const onHeaders = () => void told.push("headers");
    const watch = users.watchUserUpdates({ userId: 1 }, { onHeaders });
    expect(await untilFailure(watch)).toMatchObject({ error: { code: "UNAVAILABLE" }, seen: [] });
    expect(told).toEqual(["headers"]);
  });

  it("with none, fails as itself if the service refuses it", async () => {
    const { users, breakNext } = await start();
    breakNext("watchUserUpdates", 0, "UNAVAILABLE");
    const unknown = users.watchUserUpdates({ userId: 9 });
    expect(await failureOf(unknown)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("with none, breaks at its end if nothing came before", async () => {
    const { users, breakNext, callsTo } = await start();
    breakNext("syncUsers", 0, "UNAVAILABLE");
    expect(await untilFailure(users.syncUsers(ids()))).toMatchObject({
      error: { code: "UNAVAILABLE" },
      seen: [],
    });
    breakNext("syncUsers", 0, "UNAVAILABLE");
    const one = users.syncUsers(ids({ userId: 1 }));
    expect(await untilFailure(one)).toMatchObject({ error: { code: "UNAVAILABLE" }, seen: [] });
    const broken = { status: "UNAVAILABLE", responses: [] };
    expect(callsTo("syncUsers")).toMatchObject([broken, broken]);
  });

  it("breaks while the client still writes, and closes its requests", async () => {
    const { users, breakNext } = await start();
    breakNext("syncUsers", 1, "UNAVAILABLE");
    const closed = Promise.withResolvers<string>();
    async function* requests() {
      try {
        for (;;) yield { userId: 1 };
      } finally {
        closed.resolve("closed");
      }
    }
    expect(await failureOf(users.syncUsers(requests()))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await closed.promise).toBe("closed");
  });

  it("does not break if it ends with fewer", async () => {
    const { users, breakNext, callsTo } = await start();
    breakNext("syncUsers", 2, "UNAVAILABLE");
    expect(await collect(users.syncUsers(ids({ userId: 1 })))).toHaveLength(1);
    expect(callsTo("syncUsers")[0]?.status).toBe("OK");
  });

  it.each([0, 1])("is an answer that is lost where there is but one: %i", async (afterMessages) => {
    const { users, breakNext } = await start();
    breakNext("createUser", afterMessages, "UNAVAILABLE");
    breakNext("batchCreateUsers", afterMessages, "UNAVAILABLE");
    const request = { ...bob, requestId: crypto.randomUUID() };
    expect(await failureOf(users.createUser(request))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await users.createUser(request)).toMatchObject({ id: 2 });
    const batch = users.batchCreateUsers(streamOf(...people));
    expect(await failureOf(batch)).toMatchObject({ code: "UNAVAILABLE" });
    expect(await users.listUsers({})).toMatchObject({ total: 5 });
  });
});

describe("a stream that breaks after some requests", () => {
  const counting = "requests";

  it("has done what was asked before", async () => {
    const { users, breakNext, callsTo } = await start();
    breakNext("batchCreateUsers", 2, "UNAVAILABLE", { counting });
    const batch = users.batchCreateUsers(streamOf(...people));
    expect(await failureOf(batch)).toMatchObject({ code: "UNAVAILABLE" });
    const { users: all } = await users.listUsers({});
    expect(all.map(({ name }) => name)).toEqual(["Ada", "c", "d"]);
    expect(callsTo("batchCreateUsers")[0]?.requests).toMatchObject(people.slice(0, 2));
  });

  it("has answered what was asked before", async () => {
    const { users, breakNext } = await start();
    breakNext("syncUsers", 2, "UNAVAILABLE", { counting });
    const requests = ids({ userId: 1 }, { userId: 1 }, { userId: 1 });
    const { error, seen } = await untilFailure(users.syncUsers(requests));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect(seen).toHaveLength(2);
  });

  it("reads no further, and closes the client's requests", async () => {
    const { users, breakNext, callsTo } = await start();
    breakNext("batchCreateUsers", 1, "UNAVAILABLE", { counting });
    const closed = Promise.withResolvers<string>();
    async function* requests() {
      try {
        for (;;) yield bob;
      } finally {
        closed.resolve("closed");
      }
    }
    const batch = users.batchCreateUsers(requests());
    expect(await failureOf(batch)).toMatchObject({ code: "UNAVAILABLE" });
    expect(await closed.promise).toBe("closed");
    expect(callsTo("batchCreateUsers")[0]?.requests).toMatchObject([bob]);
  });

  it.each(everyKind)("with none, is not begun: $method", async ({ method, call }) => {
    const { users, breakNext } = await start();
    breakNext(method, 0, "UNAVAILABLE", { counting });
    expect(await failureOf(call(users))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await users.listUsers({})).toMatchObject({ total: 1 });
  });

  it("that has but one is not begun either, with it", async () => {
    const { users, breakNext } = await start();
    breakNext("createUser", 1, "UNAVAILABLE", { counting });
    expect(await failureOf(users.createUser(bob))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await users.listUsers({})).toMatchObject({ total: 1 });
  });

  it("does not break if fewer come", async () => {
    const { users, breakNext } = await start();
    for (const { method } of everyKind) breakNext(method, 9, "UNAVAILABLE", { counting });
    await users.getUser({ userId: 1 });
    expect(await users.batchCreateUsers(streamOf(...people))).toMatchObject({ total: 3 });
    expect(await collect(users.syncUsers(ids({ userId: 1 })))).toHaveLength(1);
  });
});
