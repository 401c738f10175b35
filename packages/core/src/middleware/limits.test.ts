import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GetUserRequestSchema, UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { limitCalls } from "./limit-calls.ts";
import { limitRate } from "./limit-rate.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout", "setImmediate"] }));
afterEach(() => void vi.useRealTimers());

type Method = "getUser" | "watchUsers" | "syncUsers" | "batchCreateUsers";

function begin(
  middleware: Middleware,
  method: Method,
  caller?: string,
  peer = "1.2.3.4",
  sends = true,
) {
  const source = { transport: "t", peer, requestHeaders: new Headers(), deadline: undefined };
  const call = new ServerCall(UserService.method[method], source);
  if (caller !== undefined) call.principal = { name: caller };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const serve = async () => {
    if (sends) await call.guard?.(create(GetUserRequestSchema));
    await promise;
  };
  const ended = middleware(call, serve).then(
    () => "ended",
    (error: { reason?: string }) => error.reason,
  );
  return { finish: resolve, fail: () => reject({ reason: "FAILED" }), ended };
}

it("refuses calls beyond those that may be under way, and takes others when some have ended or failed", async () => {
  const limit = limitCalls({ maxCalls: 2 });
  const first = begin(limit, "getUser");
  const second = begin(limit, "getUser");
  expect(await begin(limit, "getUser").ended).toBe("OVERLOADED");
  first.finish();
  second.fail();
  expect(await Promise.all([first.ended, second.ended])).toEqual(["ended", "FAILED"]);
  const others = [begin(limit, "getUser"), begin(limit, "getUser")];
  expect(await begin(limit, "getUser").ended).toBe("OVERLOADED");
  for (const each of others) each.finish();
  expect(await Promise.all(others.map(({ ended }) => ended))).toEqual(["ended", "ended"]);
});

it("gives no place to a call whose request has not come, and none that is not there when it comes", async () => {
  const limit = limitCalls({ maxCalls: 1 });
  const slow = begin(limit, "getUser", undefined, "1.2.3.4", false);
  const held = begin(limit, "getUser");
  expect(await begin(limit, "getUser").ended).toBe("OVERLOADED");
  slow.finish();
  expect(await slow.ended).toBe("ended");
  expect(await begin(limit, "getUser").ended).toBe("OVERLOADED");
  held.finish();
  expect(await held.ended).toBe("ended");
  const [first, second] = [begin(limit, "getUser"), begin(limit, "getUser")];
  expect(await second.ended).toBe("OVERLOADED");
  first.finish();
  expect(await first.ended).toBe("ended");
});

it.each([
  ["calls at a time", { maxCalls: 0 }, "getUser", 100],
  ["streams at a time", { maxStreams: 0 }, "watchUsers", 5_000],
  ["streams of one caller", { maxStreamsPerPrincipal: 0 }, "watchUsers", 5_000],
] as const)("says of too many %s when to try again", async (what, limits, method, retryAfterMs) => {
  const source = { transport: "t", peer: "p", requestHeaders: new Headers(), deadline: undefined };
  const call = new ServerCall(UserService.method[method], source);
  call.principal = { name: "ada" };
  const message = `Too many ${what}`;
  const expected = { code: "RESOURCE_EXHAUSTED", message, retryAfterMs };
  await expect(limitCalls(limits)(call, async () => {})).rejects.toMatchObject(expected);
});

it("counts streams by themselves, and those of each principal", async () => {
  const limit = limitCalls({ maxCalls: 0, maxStreams: 4, maxStreamsPerPrincipal: 2 });
  const ada = [begin(limit, "watchUsers", "ada"), begin(limit, "batchCreateUsers", "ada")];
  expect(await begin(limit, "watchUsers", "ada").ended).toBe("OVERLOADED");
  const others = [begin(limit, "watchUsers", "bob"), begin(limit, "watchUsers")];
  expect(await begin(limit, "watchUsers", "eve").ended).toBe("OVERLOADED");
  ada[0]?.finish();
  expect(await ada[0]?.ended).toBe("ended");
  // A place of ada's is free again, and one of all.
  const again = begin(limit, "watchUsers", "ada");
  expect(await begin(limit, "watchUsers", "eve").ended).toBe("OVERLOADED");
  const all = [...ada, ...others, again];
  for (const { finish } of all) finish();
  expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(all.map(() => "ended"));
});

it("gives a principal one place back for each of its streams that ends", async () => {
  const limit = limitCalls({ maxStreamsPerPrincipal: 2 });
  const let2In = async () => {
    const two = [begin(limit, "watchUsers", "ada"), begin(limit, "watchUsers", "ada")];
    expect(await begin(limit, "watchUsers", "ada").ended).toBe("OVERLOADED");
    return two;
  };
  const end = async (stream: ReturnType<typeof begin> | undefined) => {
    stream?.finish();
    expect(await stream?.ended).toBe("ended");
  };
  const [first, second] = await let2In();
  await end(first);
  const third = begin(limit, "watchUsers", "ada");
  expect(await begin(limit, "watchUsers", "ada").ended).toBe("OVERLOADED");
  await end(second);
  await end(third);
  for (const stream of await let2In()) await end(stream);
});

it("counts streams without a principal for nobody", async () => {
  const limit = limitCalls({ maxStreamsPerPrincipal: 1 });
  const streams = [begin(limit, "watchUsers"), begin(limit, "watchUsers")];
  for (const { finish } of streams) finish();
  expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(["ended", "ended"]);
});

it("lets each begin so many calls a second over time, and so many at once after a pause", async () => {
  const limit = limitRate({ perSecond: 10, burst: 3 });
  const tryOne = async (caller: string) => {
    const { finish, ended } = begin(limit, "getUser", caller);
    finish();
    return ended;
  };
  const three = ["ended", "ended", "ended"];
  expect(await Promise.all(["ada", "ada", "ada"].map(tryOne))).toEqual(three);
  expect(await tryOne("ada")).toBe("RATE_LIMITED");
  expect(await tryOne("bob")).toBe("ended");
  vi.advanceTimersByTime(100);
  expect(await tryOne("ada")).toBe("ended");
  expect(await tryOne("ada")).toBe("RATE_LIMITED");
  vi.advanceTimersByTime(60_000);
  expect(await Promise.all(["ada", "ada", "ada"].map(tryOne))).toEqual(three);
  expect(await tryOne("ada")).toBe("RATE_LIMITED");
});

it.each([
  [3, 3],
  [0.5, 1],
])(
  "lets %s calls a second begin all at once unless told otherwise, and one at least",
  async (perSecond, atOnce) => {
    const limit = limitRate({ perSecond });
    const outcomes: unknown[] = [];
    for (let i = 0; i <= atOnce; i += 1) {
      const { finish, ended } = begin(limit, "getUser", "ada");
      finish();
      outcomes.push(await ended);
    }
    expect(outcomes).toEqual([...Array(atOnce).fill("ended"), "RATE_LIMITED"]);
  },
);

it("counts a call for whom its user says, or for nobody", async () => {
  const limit = limitRate({ perSecond: 1, keyOf: ({ principal }) => principal?.name });
  const by = async (caller?: string) => {
    const { finish, ended } = begin(limit, "getUser", caller);
    finish();
    return ended;
  };
  expect([await by("ada"), await by("ada")]).toEqual(["ended", "RATE_LIMITED"]);
  expect([await by(), await by()]).toEqual(["ended", "ended"]);
});

it("never lets anybody begin more than the burst and what time has brought, whenever they try", async () => {
  const pauses = fc.array(fc.nat({ max: 400 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(pauses, fc.integer({ min: 1, max: 5 }), async (pausesMs, burst) => {
      const limit = limitRate({ perSecond: 5, burst });
      let [passed, elapsedMs] = [0, 0];
      for (const pauseMs of pausesMs) {
        vi.advanceTimersByTime(pauseMs);
        elapsedMs += pauseMs;
        const { finish, ended } = begin(limit, "getUser", "ada");
        finish();
        if ((await ended) === "ended") passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(burst + (elapsedMs / 1_000) * 5 + 1e-6);
    }),
  );
});

it("says in how many milliseconds a call may begin, and then it may", async () => {
  const limit = limitRate({ perSecond: 3, burst: 1 });
  const source = { transport: "t", peer: "p", requestHeaders: new Headers(), deadline: undefined };
  const call = () => limit(new ServerCall(UserService.method.getUser, source), async () => {});
  await call();
  await expect(call()).rejects.toMatchObject({
    code: "RESOURCE_EXHAUSTED",
    message: "Too many calls",
    retryAfterMs: 334,
  });
  vi.advanceTimersByTime(334);
  await call();
});

it("counts callers without a principal by their address, and forgets those who were quiet the longest", async () => {
  const limit = limitRate({ perSecond: 1, maxKeys: 2 });
  const from = async (peer: string) => {
    const { finish, ended } = begin(limit, "getUser", undefined, peer);
    finish();
    return ended;
  };
  expect([await from("a"), await from("b"), await from("a")]).toEqual([
    "ended",
    "ended",
    "RATE_LIMITED",
  ]);
  // Forgets b, who was quiet for longer than a.
  expect([await from("c"), await from("a")]).toEqual(["ended", "RATE_LIMITED"]);
  expect(await from("b")).toBe("ended");
});

it("refuses a limit that lets nobody call", () => {
  for (const limit of [
    { perSecond: 0 },
    { perSecond: 1, burst: 0 },
    { perSecond: Number.NaN },
    { perSecond: 1, maxKeys: 0 },
  ]) {
    expect(() => limitRate(limit)).toThrow(new RangeError("A limit must let somebody pass"));
  }
});

it("keeps no place for a request that comes after its call was cancelled", async () => {
  const limit = limitCalls({ maxCalls: 1 });
  const source = { transport: "t", peer: "p", requestHeaders: new Headers(), deadline: undefined };
  const call = new ServerCall(UserService.method.getUser, source);
  await expect(limit(call, () => Promise.reject(new Error("cancelled")))).rejects.toThrow();
  await call.guard?.(create(GetUserRequestSchema));
  const next = begin(limit, "getUser");
  next.finish();
  expect(await next.ended).toBe("ended");
});
