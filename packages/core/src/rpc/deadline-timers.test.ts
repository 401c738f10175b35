import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "./call.ts";
import { createDeadlines, letProcessEnd } from "./deadlines.ts";

function callIn(ms: number | undefined): ServerCall {
  return new ServerCall(UserService.method.getUser, {
    transport: "test",
    peer: "test",
    requestHeaders: new Headers(),
    deadline: ms === undefined ? undefined : Date.now() + ms,
  });
}

afterEach(() => void vi.unstubAllGlobals());

describe("where a request's timers end with it", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  });
  afterEach(() => void vi.useRealTimers());

  it("has a timer for each call that has a deadline, for as long as the call goes", () => {
    const deadlines = createDeadlines();
    const calls = [1_000, 2_000, undefined].map(callIn);
    for (const call of calls) deadlines.add(call);
    expect(vi.getTimerCount()).toBe(2);
    for (const call of calls) deadlines.remove(call);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(calls.map(({ cancelReason }) => cancelReason)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("ends each call at its deadline", () => {
    const deadlines = createDeadlines();
    const calls = [2_000, 1_000].map(callIn);
    for (const call of calls) deadlines.add(call);
    vi.advanceTimersByTime(999);
    expect(calls.map(({ cancelReason }) => cancelReason?.code)).toEqual([undefined, undefined]);
    vi.advanceTimersByTime(1);
    expect(calls.map(({ cancelReason }) => cancelReason?.code)).toEqual([
      undefined,
      "DEADLINE_EXCEEDED",
    ]);
  });

  it("does not end a call at once whose deadline is further than timers go", () => {
    const deadlines = createDeadlines();
    const call = callIn(40 * 24 * 3_600_000);
    deadlines.add(call);
    vi.advanceTimersByTime(1_000);
    expect(call.cancelReason).toBeUndefined();
    deadlines.remove(call);
  });
});

describe("elsewhere", () => {
  it("has one timer for all calls", () => {
    vi.useFakeTimers();
    const deadlines = createDeadlines();
    const calls = [3_000, 1_000, 2_000].map(callIn);
    for (const call of calls) deadlines.add(call);
    expect(vi.getTimerCount()).toBe(1);
    deadlines.add(callIn(undefined));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("ends calls in time that came in the order of their deadlines", () => {
    vi.useFakeTimers();
    const deadlines = createDeadlines();
    const calls = [1_000, 2_000, 3_000].map(callIn);
    for (const call of calls) deadlines.add(call);
    vi.advanceTimersByTime(2_000);
    const ended = calls.map(({ cancelReason }) => cancelReason !== undefined);
    expect(ended).toEqual([true, true, false]);
    vi.useRealTimers();
  });

  it("keeps the process running only while there are calls with a deadline", () => {
    const set = vi.spyOn(globalThis, "setTimeout");
    onTestFinished(() => void vi.restoreAllMocks());
    const deadlines = createDeadlines();
    const [first, second] = [callIn(60_000), callIn(70_000)];
    deadlines.add(first);
    const timer: NodeJS.Timeout = set.mock.results[0]?.value;
    expect(timer.hasRef()).toBe(true);
    deadlines.add(second);
    deadlines.remove(first);
    expect(timer.hasRef()).toBe(true);
    deadlines.remove(second);
    expect(timer.hasRef()).toBe(false);
    // One that it never had changes nothing.
    deadlines.add(first);
    expect(timer.hasRef()).toBe(true);
    deadlines.remove(second);
    expect(timer.hasRef()).toBe(true);
    deadlines.remove(first);
    expect(timer.hasRef()).toBe(false);
    expect(set).toHaveBeenCalledOnce();
    clearTimeout(timer);
  });
});

it("lets a process end despite a timer of any runtime", () => {
  const timer = setTimeout(() => {}, 60_000);
  letProcessEnd(timer);
  expect(timer.hasRef()).toBe(false);
  clearTimeout(timer);
  // Timers of other runtimes are numbers, or objects without ways to hold a process.
  for (const other of [7, null, undefined, {}, { unref: 7 }]) {
    expect(() => letProcessEnd(other)).not.toThrow();
  }
});

it("asks for no time below 0 where ending some calls takes until the next one's deadline", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const deadlines = createDeadlines();
  const [first, second] = [callIn(1_000), callIn(1_001)];
  first.onCancel = () => vi.setSystemTime(Date.now() + 50);
  for (const call of [first, second]) deadlines.add(call);
  const timers = vi.spyOn(globalThis, "setTimeout");
  // Before the real timers come back: it would bring the others back after them.
  onTestFinished(() => void vi.restoreAllMocks());
  vi.advanceTimersByTime(1_000);
  expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([0]);
  vi.advanceTimersByTime(1);
  expect(second.cancelReason?.code).toBe("DEADLINE_EXCEEDED");
});
