import {
  createInProcessClient,
  createMemoryStore,
  type ServerCall,
  ServiceError,
  type StatusCode,
  staticTokens,
  statusNumbers,
  UserService,
} from "@org/user-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { callContract } from "./call-contract/index.ts";
import { createFakeUserService, type FakeUserServiceOptions } from "./create-fake-user-service.ts";
import { observeService } from "./fake/observe-service.ts";
import { createPlannedFaults } from "./fake/planned-faults.ts";
import { createRecordedCalls } from "./fake/recorded-calls.ts";
import { createTestClock } from "./fake/test-clock.ts";
import type { Serve } from "./serve.ts";
import { userServiceContract } from "./service-contract/index.ts";
import { collect, failureOf, handStream, streamOf } from "./streams.ts";

const ada = { email: "ada@example.com", name: "Ada" };

async function start(options: FakeUserServiceOptions = { users: [ada] }) {
  const fake = await createFakeUserService(options);
  onTestFinished(fake.close);
  return fake;
}

describe("a fake user service", () => {
  it("has the users it was given, in the order of their ids", async () => {
    const bob = { email: "bob@example.com", name: "Bob", isActive: false };
    const { users, calls } = await start({ users: [ada, bob] });
    expect(calls).toEqual([]);
    expect(await users.getUser({ userId: 1 })).toMatchObject({ ...ada, isActive: true });
    expect(await users.getUser({ userId: 2 })).toMatchObject({ ...bob, revision: 2n });
  });

  it("refuses a seed as CreateUser does", async () => {
    const seeds = [ada, { email: "ADA@example.com", name: "Other" }];
    await expect(createFakeUserService({ users: seeds })).rejects.toMatchObject({
      reason: "EMAIL_TAKEN",
    });
  });

  it("gives users the time of its clock, which stands still until it is moved", async () => {
    const { users, clock } = await start({ nowMs: 1_700_000_000_000 });
    const { id, createdAt } = await users.createUser(ada);
    expect(createdAt).toBe(1_700_000_000n);
    clock.advance(90_000);
    expect((await users.updateUser({ user: { id, name: "Grace" } })).updatedAt).toBe(
      1_700_000_090n,
    );
    clock.set(0);
    expect((await users.createUser({ ...ada, email: "b@example.com" })).createdAt).toBe(0n);
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });

  it("can be mounted on a transport", async () => {
    const fake = await start();
    fake.failNext("getUser", "UNAVAILABLE");
    const other = createInProcessClient(UserService, fake.services);
    expect(await failureOf(other.getUser({ userId: 1 }))).toMatchObject({ code: "UNAVAILABLE" });
    expect(fake.calls).toHaveLength(1);
  });

  it("runs middleware, as a service does", async () => {
    const middleware = [staticTokens([{ token: "secret", principal: { name: "test" } }])];
    const { users, callsTo } = await start({ users: [ada], middleware });
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await users.getUser({ userId: 1 }, { headers: { Authorization: "Bearer secret" } });
    expect(callsTo("getUser").map(({ status }) => status)).toEqual(["UNAUTHENTICATED", "OK"]);
    expect(callsTo("getUser")[1]?.header("authorization")).toBe("Bearer secret");
  });
});

describe("an injected failure", () => {
  it("is the next call's of that RPC alone", async () => {
    const { users, failNext } = await start();
    failNext("getUser", "UNAVAILABLE");
    await users.listUsers({});
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({
      code: "UNAVAILABLE",
      reason: "STORE_UNAVAILABLE",
      retryAfterMs: 1_000,
    });
    expect(await users.getUser({ userId: 1 })).toMatchObject(ada);
  });

  it("comes as often as was said, then the one planned after it", async () => {
    const { users, failNext } = await start();
    failNext("getUser", "ABORTED", { times: 2 });
    failNext("getUser", "DATA_LOSS");
    const codes = ["ABORTED", "ABORTED", "DATA_LOSS"];
    for (const code of codes)
      expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code });
    await users.getUser({ userId: 1 });
  });

  it("comes for ever until it is reset", async () => {
    const { users, failNext, reset } = await start();
    failNext("getUser", "UNAVAILABLE", { times: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 5; i += 1) await failureOf(users.getUser({ userId: 1 }));
    reset();
    await users.getUser({ userId: 1 });
  });

  it.each(Object.keys(statusNumbers) as StatusCode[])(
    "looks like the service's own: %s",
    async (code) => {
      const { users, failNext } = await start();
      failNext("getUser", code);
      const error = await failureOf(users.getUser({ userId: 1 }));
      expect(error).toMatchObject({ code, domain: "userservice" });
      expect(error.reason).toMatch(/^[A-Z_]+$/);
      expect(error.message).toMatch(/^[A-Z]/);
      if (code === "INTERNAL") expect(error.requestId).toBeDefined();
    },
  );

  it("is an error of the test's own, in a copy", async () => {
    const { users, failNext } = await start();
    const mine = new ServiceError("ABORTED", "Somebody was faster", {
      reason: "REVISION_MISMATCH",
      metadata: { current_revision: "7" },
      fieldViolations: [{ field: "f", description: "d" }],
    });
    failNext("updateUser", mine);
    const error = await failureOf(users.updateUser({ user: { id: 1, name: "Grace" } }));
    expect(error).toEqual(mine);
    expect(error).not.toBe(mine);
    expect(error.metadata).not.toBe(mine.metadata);
  });

  it("leaves the service as it was", async () => {
    const { users, failNext } = await start();
    failNext("createUser", "UNAVAILABLE");
    await failureOf(users.createUser({ email: "b@example.com", name: "B" }));
    expect(await users.listUsers({})).toMatchObject({ total: 1 });
  });

  it("is refused where it is planned if there is no such RPC or code", async () => {
    const { failNext, delayNext, callsTo, nextCall } = await start();
    // @ts-expect-error: no RPC has this name.
    expect(() => failNext("getUsers", "UNAVAILABLE")).toThrow(TypeError);
    // @ts-expect-error: no RPC has this name.
    expect(() => delayNext("toString", 1)).toThrow(TypeError);
    // @ts-expect-error: no RPC has this name.
    expect(() => callsTo("get")).toThrow(TypeError);
    // @ts-expect-error: no RPC has this name.
    await expect(nextCall("get")).rejects.toThrow(TypeError);
    // @ts-expect-error: no status code has this name.
    expect(() => failNext("getUser", "OK")).toThrow(TypeError);
    expect(() => failNext("getUser", "ABORTED", { times: 0 })).toThrow(RangeError);
  });

  it("fails calls of every kind", async () => {
    const { users, failNext } = await start();
    for (const method of [
      "createUser",
      "watchUserUpdates",
      "batchCreateUsers",
      "syncUsers",
    ] as const) {
      failNext(method, "UNAVAILABLE");
    }
    const calls = [
      users.createUser(ada),
      collect(users.watchUserUpdates({ userId: 1 })),
      users.batchCreateUsers(streamOf(ada)),
      collect(users.syncUsers(streamOf({ userId: 1 }))),
    ];
    for (const call of calls) expect(await failureOf(call)).toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("a delayed call", () => {
  it("is answered once the clock was advanced so far", async () => {
    const { users, clock, delayNext, nextCall } = await start();
    delayNext("getUser", 500);
    const answer = users.getUser({ userId: 1 });
    const call = await nextCall("getUser");
    clock.advance(499);
    await Promise.resolve();
    expect(call.status).toBe("pending");
    clock.advance(1);
    expect(await answer).toMatchObject(ada);
    expect(call.status).toBe("OK");
  });

  it("ends when its caller cancels or its deadline passes", async () => {
    const { users, delayNext, callsTo } = await start();
    delayNext("getUser", 500, { times: 2 });
    const leaving = new AbortController();
    const cancelled = failureOf(users.getUser({ userId: 1 }, { signal: leaving.signal }));
    leaving.abort();
    expect(await cancelled).toMatchObject({ code: "CANCELLED" });
    const late = failureOf(users.getUser({ userId: 1 }, { timeoutMs: 10 }));
    expect(await late).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    const statuses = callsTo("getUser").map(({ status }) => status);
    expect(statuses).toEqual(["CANCELLED", "DEADLINE_EXCEEDED"]);
  });
});

describe("a stream that breaks", () => {
  it("gives the messages before, then the error", async () => {
    const { users, breakNext } = await start();
    for (const name of ["B", "C", "D"]) await users.updateUser({ user: { id: 1, name } });
    breakNext("watchUserUpdates", 2, "UNAVAILABLE");
    const seen: string[] = [];
    const watch = async () => {
      const updates = users.watchUserUpdates({ userId: 1, afterRevision: 1n });
      for await (const { newValue } of updates) seen.push(newValue);
    };
    expect(await failureOf(watch())).toMatchObject({ code: "UNAVAILABLE" });
    expect(seen).toEqual(["B", "C"]);
  });

  it("breaks when it has begun, with no message at all", async () => {
    const { users, breakNext } = await start();
    breakNext("watchUserUpdates", 0, "UNAVAILABLE");
    let watching = false;
    const onHeaders = () => {
      watching = true;
    };
    const updates = collect(users.watchUserUpdates({ userId: 1 }, { onHeaders }));
    expect(await failureOf(updates)).toMatchObject({ code: "UNAVAILABLE" });
    expect(watching).toBe(true);
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

  it("is an answer that is lost where there is but one", async () => {
    const { users, breakNext } = await start();
    breakNext("createUser", 1, "UNAVAILABLE");
    const request = { email: "b@example.com", name: "B", requestId: crypto.randomUUID() };
    expect(await failureOf(users.createUser(request))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await users.createUser(request)).toMatchObject({ id: 2 });
    expect(await users.listUsers({})).toMatchObject({ total: 2 });
  });
});

describe("the record of calls", () => {
  it("has the messages both ways, in order, for every kind of call", async () => {
    const { users, callsTo, calls } = await start();
    await users.getUser({ userId: 1 });
    await users.batchCreateUsers(streamOf({ email: "b@example.com", name: "B" }, { name: "C" }));
    await collect(users.syncUsers(streamOf({ userId: 2 }, { userId: 1 })));
    await users.deleteUser({ userId: 1 });
    await collect(users.watchUserUpdates({ userId: 1, afterRevision: 1n }));
    expect(calls.map(({ method, status }) => [method, status])).toEqual([
      ["getUser", "OK"],
      ["batchCreateUsers", "OK"],
      ["syncUsers", "OK"],
      ["deleteUser", "OK"],
      ["watchUserUpdates", "OK"],
    ]);
    expect(callsTo("batchCreateUsers")[0]?.requests.map(({ name }) => name)).toEqual(["B", "C"]);
    expect(callsTo("syncUsers")[0]?.responses.map(({ id }) => id)).toEqual([2, 1]);
    expect(callsTo("watchUserUpdates")[0]?.responses).toMatchObject([{ field: "deleted" }]);
  });

  it("tells when a watch watches, so that nothing need be slept", async () => {
    const { users, nextCall } = await start();
    const updates = collect(users.watchUserUpdates({ userId: 1 }));
    const watch = await nextCall("watchUserUpdates");
    await watch.answering;
    expect(watch.status).toBe("pending");
    await users.updateUser({ user: { id: 1, name: "Grace" } });
    await users.deleteUser({ userId: 1 });
    expect(await updates).toMatchObject([{ newValue: "Grace" }, { field: "deleted" }]);
    await watch.ended;
    expect(watch.status).toBe("OK");
  });

  it("gives each call once, also those that began before it was asked", async () => {
    const { users, nextCall } = await start();
    await users.getUser({ userId: 1 });
    await failureOf(users.getUser({ userId: 9 }));
    expect(await nextCall("getUser")).toMatchObject({ status: "OK", requests: [{ userId: 1 }] });
    expect(await nextCall("getUser")).toMatchObject({ status: "NOT_FOUND" });
    const later = nextCall("getUser");
    void users.getUser({ userId: 1 }).catch(() => {});
    expect((await later).method).toBe("getUser");
  });

  it("forgets on reset, and keeps the users", async () => {
    const fake = await start();
    await fake.users.getUser({ userId: 1 });
    fake.reset();
    expect(fake.calls).toEqual([]);
    expect(await fake.users.getUser({ userId: 1 })).toMatchObject(ada);
  });
});

describe("by value", () => {
  it("a request that is changed afterwards changes no user and no record", async () => {
    const { users, callsTo } = await start({});
    const request = { ...ada };
    const created = users.createUser(request);
    request.name = "Mallory";
    const user = await created;
    user.name = "Eve";
    expect(await users.getUser({ userId: user.id })).toMatchObject({ name: "Ada" });
    expect(callsTo("createUser")[0]).toMatchObject({
      requests: [{ name: "Ada" }],
      responses: [{ name: "Ada" }],
    });
  });

  it("a record that is changed changes no user", async () => {
    const { users, callsTo } = await start();
    const page = await users.listUsers({});
    const [recorded] = callsTo("listUsers")[0]?.responses ?? [];
    const [first] = recorded?.users ?? [];
    if (first) first.name = "Eve";
    expect(page.users[0]?.name).toBe("Ada");
    expect(await users.getUser({ userId: 1 })).toMatchObject(ada);
  });

  it("a seed that is changed afterwards changes no user", async () => {
    const seed = { ...ada };
    const { users } = await start({ users: [seed] });
    seed.name = "Mallory";
    expect(await users.getUser({ userId: 1 })).toMatchObject({ name: "Ada" });
  });
});

describe("a fake that is closed", () => {
  it("ends its watches and its delayed calls, and refuses the next", async () => {
    const { users, close, delayNext, nextCall } = await start();
    delayNext("getUser", 1_000);
    const calls = [
      users.watchUserUpdates({ userId: 1 }),
      users.syncUsers(handStream<{ userId: number }>()),
      users.getUser({ userId: 1 }),
    ].map((call) => failureOf(call));
    await nextCall("watchUserUpdates");
    await nextCall("getUser");
    await close();
    for (const call of calls) expect(await call).toMatchObject({ code: "UNAVAILABLE" });
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code: "UNAVAILABLE" });
  });
});

// With nothing injected it is the service, and its calls are any transport's.
const serve: Serve = async (services, options) => {
  const observer = {
    clock: createTestClock(0),
    faults: createPlannedFaults(),
    calls: createRecordedCalls(),
    active: new Set<ServerCall>(),
  };
  const observed = services.map((service) => observeService(service, observer));
  return {
    users: createInProcessClient(UserService, observed, options),
    dispose: async () => {},
  };
};

callContract("of a fake", serve);
userServiceContract("of a fake", { serve, createStore: async () => createMemoryStore() });
