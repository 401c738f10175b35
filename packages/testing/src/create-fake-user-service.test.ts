import { createInProcessClient, staticTokens, UserService } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { createFakeUserService } from "./create-fake-user-service.ts";
import { ada, bob, everyKind, start } from "./fake/every-kind.fixture.ts";
import { failureOf, handStream } from "./streams.ts";

describe("a fake user service", () => {
  it("has the users it was given, in the order of their ids", async () => {
    const { users, calls } = await start({ users: [ada, { ...bob, isActive: false }] });
    expect(calls).toEqual([]);
    expect(await users.getUser({ userId: 1 })).toMatchObject({ ...ada, isActive: true });
    expect(await users.getUser({ userId: 2 })).toMatchObject({ isActive: false, revision: 2n });
  });

  it("refuses a seed as CreateUser does", async () => {
    const seeds = [ada, { email: "ADA@example.com", name: "Other" }];
    await expect(createFakeUserService({ users: seeds })).rejects.toMatchObject({
      reason: "EMAIL_TAKEN",
    });
    const short = createFakeUserService({ users: [{ ...bob, password: "short" }] });
    await expect(short).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("takes of a seed what a seed has, and nothing else", async () => {
    const adaAgain = { ...ada, requestId: crypto.randomUUID() };
    const { users } = await start({ users: [adaAgain] });
    const again = users.createUser(adaAgain);
    expect(await failureOf(again)).toMatchObject({ reason: "EMAIL_TAKEN" });
  });

  it("hashes passwords, at no cost", async () => {
    const requestId = crypto.randomUUID();
    const { store, users } = await start({});
    await users.createUser({ ...ada, password: "correct horse", requestId });
    expect((await store.findRequest(requestId))?.passwordHash).toMatch(/^\$pbkdf2-sha256\$i=1\$/);
  });

  it("gives users the time of its clock, which stands still until it is moved", async () => {
    const { users, clock } = await start({ nowMs: 1_700_000_000_000 });
    const { id, createdAt } = await users.createUser(ada);
    expect(createdAt).toBe(1_700_000_000n);
    clock.advance(90_000);
    const { updatedAt } = await users.updateUser({ user: { id, name: "Grace" } });
    expect(updatedAt).toBe(1_700_000_090n);
    clock.set(0);
    expect((await users.createUser(bob)).createdAt).toBe(0n);
  });

  it("gives seeds the time at which the clock stands first", async () => {
    const { users } = await start({ users: [ada], nowMs: 5_000 });
    expect((await users.getUser({ userId: 1 })).createdAt).toBe(5n);
  });

  it("can be mounted on a transport, under both its names", async () => {
    const fake = await start();
    expect(fake.services.map(({ descriptor }) => descriptor.typeName)).toEqual([
      "userservice.v1.UserService",
      "userservice.UserService",
    ]);
    fake.failNext("getUser", "UNAVAILABLE");
    const other = createInProcessClient(UserService, fake.services);
    expect(await failureOf(other.getUser({ userId: 1 }))).toMatchObject({ code: "UNAVAILABLE" });
    expect(fake.calls).toHaveLength(1);
  });

  it("shows what is written to its store", async () => {
    const { store, users } = await start();
    const [user] = await store.get([1]);
    if (user) await store.remove(1, user.revision, { ...updateOf(user.id), revision: 2n });
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code: "NOT_FOUND" });
  });
});

function updateOf(userId: number) {
  const $typeName = "userservice.v1.UserUpdate" as const;
  return { $typeName, userId, field: "deleted", oldValue: "", newValue: "", timestamp: 0n };
}

describe("the middleware of a fake", () => {
  const middleware = [staticTokens([{ token: "secret", principal: { name: "test" } }])];
  const headers = { Authorization: "Bearer secret" };

  it("is round every call, as a service's is", async () => {
    const { users, callsTo } = await start({ users: [ada], middleware });
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await users.getUser({ userId: 1 }, { headers });
    expect(callsTo("getUser").map(({ status }) => status)).toEqual(["UNAUTHENTICATED", "OK"]);
  });

  it("refuses a call before what was injected for the next one", async () => {
    const { users, failNext } = await start({ users: [ada], middleware });
    failNext("getUser", "UNAVAILABLE");
    expect((await failureOf(users.getUser({ userId: 1 }))).code).toBe("UNAUTHENTICATED");
    expect((await failureOf(users.getUser({ userId: 1 }, { headers }))).code).toBe("UNAVAILABLE");
  });

  it("sees what is injected, first listed outermost", async () => {
    const seen: string[] = [];
    const named = ["outer", "inner"].map(
      (name) => (_: unknown, proceed: () => Promise<void>) =>
        proceed().catch((error: unknown) => {
          seen.push(`${name} ${String(error)}`);
          throw error;
        }),
    );
    const { users, failNext } = await start({ users: [ada], middleware: named });
    failNext("getUser", "ABORTED");
    await failureOf(users.getUser({ userId: 1 }));
    expect(seen).toEqual([
      "inner ServiceError: User is at another revision",
      "outer ServiceError: User is at another revision",
    ]);
  });

  it("may fail with any error, which is recorded as its caller gets it", async () => {
    const broken = () => Promise.reject(new Error("a bug"));
    const { users, calls } = await start({ middleware: [broken] });
    const error = await failureOf(users.getUser({ userId: 1 }));
    expect(error).toMatchObject({ code: "INTERNAL", message: "Internal error" });
    expect(calls[0]?.error).toMatchObject({ code: "INTERNAL", requestId: error.requestId });
  });
});

describe("a fake that is closed", () => {
  const closed = { code: "UNAVAILABLE", reason: "SHUTTING_DOWN", retryAfterMs: 1_000 };

  it("ends its watches, its open streams and its delayed calls", async () => {
    const { users, calls, close, delayNext, nextCall } = await start();
    delayNext("getUser", 1_000);
    const open = [
      users.watchUserUpdates({ userId: 1 }),
      users.syncUsers(handStream<{ userId: number }>()),
      users.batchCreateUsers(handStream<typeof bob>()),
      users.getUser({ userId: 1 }),
    ].map((call) => failureOf(call));
    await (await nextCall("watchUserUpdates")).answering;
    await close();
    for (const error of await Promise.all(open)) expect(error).toMatchObject(closed);
    expect(calls.map(({ status }) => status)).toEqual(Array(4).fill("UNAVAILABLE"));
  });

  it.each(everyKind)("refuses the next call, also after a reset: $method", async ({ call }) => {
    const { users, close, reset } = await start();
    await close();
    expect(await failureOf(call(users))).toMatchObject(closed);
    reset();
    expect(await failureOf(call(users))).toMatchObject(closed);
  });

  it("has closed its store", async () => {
    const { close, store } = await start();
    await close();
    await expect(store.check()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("can be closed again", async () => {
    const { close } = await start();
    await close();
    await close();
  });
});
