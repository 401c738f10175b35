import type { GetUserRequest, UserUpdate } from "@org/user-core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { collect, failureOf, handStream, streamOf } from "../streams.ts";
import { ada, bob, everyKind, start } from "./every-kind.fixture.ts";
import type { RecordedCall } from "./fake-user-service.ts";

describe("the record of calls", () => {
  it("has the messages both ways, in order, for every kind of call", async () => {
    const { users, callsTo, calls } = await start();
    await users.getUser({ userId: 1 });
    await users.batchCreateUsers(streamOf(bob, { ...bob, email: "C" }));
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
    expect(callsTo("getUser")).toMatchObject([{ requests: [{ userId: 1 }], responses: [ada] }]);
    expect(callsTo("batchCreateUsers")).toMatchObject([
      { requests: [bob, { email: "C" }], responses: [{ total: 1, failed: 1 }] },
    ]);
    expect(callsTo("syncUsers")).toMatchObject([
      { requests: [{ userId: 2 }, { userId: 1 }], responses: [{ id: 2 }, { id: 1 }] },
    ]);
    expect(callsTo("watchUserUpdates")).toMatchObject([
      { requests: [{ userId: 1 }], responses: [{ field: "deleted" }] },
    ]);
  });

  it.each(everyKind)(
    "has what was asked of a call that failed: $method",
    async ({ method, call, request }) => {
      const { users, callsTo, failNext, breakNext } = await start();
      breakNext(method, 0, "UNAVAILABLE");
      failNext(method, "ABORTED");
      await failureOf(call(users));
      await failureOf(call(users));
      const refusedUnread = method === "batchCreateUsers" || method === "syncUsers";
      expect(callsTo(method)).toMatchObject([
        { status: "UNAVAILABLE", requests: [request] },
        { status: "ABORTED", requests: refusedUnread ? [] : [request] },
      ]);
    },
  );

  it("has the error of the service as its caller gets it", async () => {
    const { users, calls } = await start();
    const error = await failureOf(users.getUser({ userId: 9 }));
    expect(calls[0]).toMatchObject({ status: "NOT_FOUND", responses: [] });
    expect(calls[0]?.error).toEqual(error);
  });

  it("has the request headers, their names in any case", async () => {
    const { users, calls } = await start();
    await users.getUser({ userId: 1 }, { headers: { "X-Team": "a" } });
    expect(calls[0]?.header("x-team")).toBe("a");
    expect(calls[0]?.header("X-Team")).toBe("a");
    expect(calls[0]?.header("x-other")).toBeNull();
  });

  it("says that a stream was left by its caller", async () => {
    const { users, nextCall } = await start();
    for await (const _ of users.syncUsers(streamOf({ userId: 1 }, { userId: 1 }))) break;
    const left = await nextCall("syncUsers");
    await left.ended;
    expect(["OK", "CANCELLED"]).toContain(left.status);
    const watch = users.watchUserUpdates({ userId: 1, afterRevision: 1n });
    await users.updateUser({ user: { id: 1, name: "B" } });
    for await (const _ of watch) break;
    const cancelled = await nextCall("watchUserUpdates");
    await cancelled.ended;
    expect(cancelled.status).toBe("CANCELLED");
  });

  it("changes no call: what the service refuses it refuses in the same words", async () => {
    const { users } = await start();
    const invalid = { code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" };
    expect(await failureOf(users.getUser({ userId: 2.5 }))).toMatchObject(invalid);
    const lone = users.createUser({ ...bob, name: "A\ud800" });
    expect(await failureOf(lone)).toMatchObject(invalid);
  });

  it("is typed by RPC", async () => {
    const { callsTo, nextCall } = await start();
    expectTypeOf(callsTo("getUser")).toEqualTypeOf<readonly RecordedCall<"getUser">[]>();
    expectTypeOf<RecordedCall<"getUser">["requests"]>().toEqualTypeOf<readonly GetUserRequest[]>();
    expectTypeOf(nextCall<"watchUserUpdates">)
      .returns.resolves.toHaveProperty("responses")
      .toEqualTypeOf<readonly UserUpdate[]>();
  });

  it("is forgotten on reset; users and calls under way stay", async () => {
    const fake = await start();
    const left = collect(fake.users.watchUserUpdates({ userId: 1 }));
    const watch = await fake.nextCall("watchUserUpdates");
    await watch.answering;
    await fake.users.getUser({ userId: 1 });
    fake.reset();
    expect(fake.calls).toEqual([]);
    expect(fake.callsTo("getUser")).toEqual([]);
    expect(await fake.users.getUser({ userId: 1 })).toMatchObject(ada);
    await fake.users.deleteUser({ userId: 1 });
    expect(await left).toMatchObject([{ field: "deleted" }]);
    expect(fake.calls).toHaveLength(2);
  });
});

describe("the next call", () => {
  it("tells when a watch watches, so that nothing need be slept", async () => {
    const { users, nextCall } = await start();
    const updates = collect(users.watchUserUpdates({ userId: 1 }));
    const watch = await nextCall("watchUserUpdates");
    expect(watch.requests).toMatchObject([{ userId: 1 }]);
    await watch.answering;
    expect(watch.status).toBe("pending");
    await users.updateUser({ user: { id: 1, name: "Grace" } });
    await users.deleteUser({ userId: 1 });
    expect(await updates).toMatchObject([{ newValue: "Grace" }, { field: "deleted" }]);
    await watch.ended;
    expect(watch.status).toBe("OK");
  });

  it("is each call once, also those that began before it was asked", async () => {
    const { users, nextCall } = await start();
    await users.getUser({ userId: 1 });
    await failureOf(users.getUser({ userId: 9 }));
    expect(await nextCall("getUser")).toMatchObject({ status: "OK", requests: [{ userId: 1 }] });
    expect(await nextCall("getUser")).toMatchObject({ status: "NOT_FOUND" });
    const [first, second] = [nextCall("getUser"), nextCall("getUser")];
    await users.getUser({ userId: 1 });
    await users.getUser({ userId: 1 });
    expect(await first).not.toBe(await second);
  });

  it("of a stream of requests is there before any of them", async () => {
    const { users, nextCall } = await start();
    const requests = handStream<{ userId: number }>();
    const answers = collect(users.syncUsers(requests));
    const call = await nextCall("syncUsers");
    expect(call.requests).toEqual([]);
    requests.write({ userId: 1 });
    await call.answering;
    expect(call).toMatchObject({ requests: [{ userId: 1 }], responses: [{ id: 1 }] });
    requests.end();
    await answers;
  });

  it("is none that began before a reset", async () => {
    const { users, reset, nextCall } = await start();
    await users.getUser({ userId: 1 });
    reset();
    const next = nextCall("getUser");
    await failureOf(users.getUser({ userId: 9 }));
    expect((await next).requests).toMatchObject([{ userId: 9 }]);
  });
});

it("tells by its method which messages a call has", async () => {
  const fake = await start();
  await fake.users.getUser({ userId: 7 }).catch(() => {});
  const [call] = fake.calls;
  if (call?.method !== "getUser") throw new TypeError("another call");
  expect(call.requests[0]?.userId).toBe(7);
});
