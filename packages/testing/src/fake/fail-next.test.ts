import { ServiceError, type StatusCode, statusNumbers } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { ada, bob, everyKind, start } from "./every-kind.fixture.ts";

describe("an injected failure", () => {
  it.each(everyKind)("fails the next call of its RPC alone: $method", async ({ method, call }) => {
    const { users, failNext, callsTo } = await start();
    failNext(method, "UNAVAILABLE");
    await users.listUsers({});
    expect(await failureOf(call(users))).toMatchObject({
      code: "UNAVAILABLE",
      reason: "STORE_UNAVAILABLE",
      retryAfterMs: 1_000,
    });
    expect(callsTo(method).map(({ status }) => status)).toEqual(["UNAVAILABLE"]);
  });

  it("leaves the call after it as it was", async () => {
    const { users, failNext } = await start();
    failNext("getUser", "UNAVAILABLE");
    await failureOf(users.getUser({ userId: 1 }));
    expect(await users.getUser({ userId: 1 })).toMatchObject(ada);
  });

  it("comes as often as was said, then the one planned after it", async () => {
    const { users, failNext } = await start();
    failNext("getUser", "ABORTED", { times: 2 });
    failNext("getUser", "DATA_LOSS");
    for (const code of ["ABORTED", "ABORTED", "DATA_LOSS"]) {
      expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject({ code });
    }
    await users.getUser({ userId: 1 });
  });

  it("comes for ever until it is reset", async () => {
    const { users, failNext, reset } = await start();
    failNext("getUser", "UNAVAILABLE", { times: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 5; i += 1) await failureOf(users.getUser({ userId: 1 }));
    reset();
    await users.getUser({ userId: 1 });
  });

  it("comes to calls that are made at the same time, each once", async () => {
    const { users, failNext } = await start();
    failNext("getUser", "UNAVAILABLE", { times: 2 });
    const calls = [1, 1, 1].map((userId) => users.getUser({ userId }));
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });

  it("leaves the service as it was: its handler is not called", async () => {
    const { users, failNext } = await start();
    failNext("createUser", "UNAVAILABLE");
    failNext("batchCreateUsers", "UNAVAILABLE");
    await failureOf(users.createUser(bob));
    for (const { method, call } of everyKind) {
      if (method === "batchCreateUsers") await failureOf(call(users));
    }
    expect(await users.listUsers({})).toMatchObject({ total: 1 });
  });

  it("is kept for the next call when one is cancelled before it began", async () => {
    const { users, failNext } = await start();
    failNext("getUser", "UNAVAILABLE");
    const cancelled = users.getUser({ userId: 1 }, { signal: AbortSignal.abort() });
    expect(await failureOf(cancelled)).toMatchObject({ code: "CANCELLED" });
    expect((await failureOf(users.getUser({ userId: 1 }))).code).toBe("UNAVAILABLE");
  });
});

describe("an injected error", () => {
  it.each(Object.keys(statusNumbers) as StatusCode[])(
    "looks like the service's own: %s",
    async (code) => {
      const { users, calls, failNext } = await start();
      failNext("getUser", code);
      const error = await failureOf(users.getUser({ userId: 1 }));
      expect(error).toMatchObject({ code, domain: "userservice" });
      expect(error.reason).toMatch(/^[A-Z_]+$/);
      expect(error.message).toMatch(/^[A-Z]/);
      expect(error.requestId !== undefined).toBe(code === "INTERNAL");
      expect(calls[0]?.error).toEqual(error);
    },
  );

  it("may be the test's own, with all that is in it, by value", async () => {
    const { users, failNext } = await start();
    const metadata = { current_revision: "7" };
    const violation = { field: "f", description: "d" };
    const detail = {
      $typeName: "google.protobuf.Any" as const,
      typeUrl: "t",
      value: Uint8Array.of(1),
    };
    const mine = new ServiceError("ABORTED", "Somebody was faster", {
      reason: "REVISION_MISMATCH",
      domain: "test",
      metadata,
      fieldViolations: [violation],
      retryAfterMs: 5,
      requestId: "r",
      otherDetails: [detail],
      cause: "c",
    });
    failNext("getUser", mine, { times: 2 });
    metadata.current_revision = "8";
    violation.field = "g";
    detail.value[0] = 2;
    const expected = {
      ...{ code: "ABORTED", message: "Somebody was faster", reason: "REVISION_MISMATCH" },
      ...{ domain: "test", retryAfterMs: 5, requestId: "r", cause: "c" },
      metadata: { current_revision: "7" },
      fieldViolations: [{ field: "f", description: "d" }],
      otherDetails: [{ typeUrl: "t", value: Uint8Array.of(1) }],
    };
    const first = await failureOf(users.getUser({ userId: 1 }));
    expect(first).toMatchObject(expected);
    Object.assign(first.metadata, { current_revision: "9" });
    expect(await failureOf(users.getUser({ userId: 1 }))).toMatchObject(expected);
  });
});

describe("what makes no sense", () => {
  it("is refused where it is planned: no such RPC", async () => {
    const { failNext, delayNext, breakNext, callsTo, nextCall } = await start();
    const message = "getUsers is no RPC of the user service";
    // @ts-expect-error: no RPC has this name.
    expect(() => failNext("getUsers", "UNAVAILABLE")).toThrow(new TypeError(message));
    // @ts-expect-error: no RPC has this name.
    expect(() => delayNext("toString", 1)).toThrow(TypeError);
    // @ts-expect-error: no RPC has this name.
    expect(() => breakNext("GetUser", 1, "UNAVAILABLE")).toThrow(TypeError);
    // @ts-expect-error: no RPC has this name.
    expect(() => callsTo("get")).toThrow(TypeError);
    // @ts-expect-error: no RPC has this name.
    await expect(nextCall("get")).rejects.toThrow(TypeError);
  });

  it("is refused where it is planned: no such code, no such number", async () => {
    const { failNext, delayNext, breakNext, users } = await start();
    // @ts-expect-error: no status code has this name.
    expect(() => failNext("getUser", "OK")).toThrow(TypeError);
    for (const times of [0, -1, 1.5, Number.NaN]) {
      expect(() => failNext("getUser", "ABORTED", { times })).toThrow(RangeError);
      expect(() => delayNext("getUser", 1, { times })).toThrow(RangeError);
    }
    for (const number of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => delayNext("getUser", number)).toThrow(RangeError);
      expect(() => breakNext("getUser", number, "ABORTED")).toThrow(RangeError);
    }
    await users.getUser({ userId: 1 });
  });

  it("is refused where it is planned: no such option, which would change nothing", async () => {
    const { failNext, delayNext, breakNext, users } = await start();
    const options = { time: 3 };
    // @ts-expect-error: no option has this name.
    const started = start(options);
    await expect(started).rejects.toThrow(
      new TypeError("createFakeUserService has no option time"),
    );
    const message = (of: string) => new TypeError(`${of} has no option time`);
    // @ts-expect-error: no option has this name.
    expect(() => failNext("getUser", "ABORTED", options)).toThrow(message("failNext"));
    // @ts-expect-error: no option has this name.
    expect(() => delayNext("getUser", 1, options)).toThrow(message("delayNext"));
    // @ts-expect-error: no option has this name.
    expect(() => breakNext("getUser", 1, "ABORTED", options)).toThrow(message("breakNext"));
    const counting = "messages";
    // @ts-expect-error: those are no messages of one side.
    expect(() => breakNext("getUser", 1, "ABORTED", { counting })).toThrow(TypeError);
    await users.getUser({ userId: 1 });
  });
});
