import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "./call.ts";
import { createDeadlines } from "./deadlines.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function callIn(ms: number): ServerCall {
  return new ServerCall(UserService.method.getUser, {
    transport: "test",
    peer: "test",
    requestHeaders: new Headers(),
    deadline: Date.now() + ms,
  });
}

it("ends each call at its own deadline, whatever the order they came in", () => {
  const deadlines = createDeadlines();
  const calls = [3_000, 1_000, 2_000].map(callIn);
  for (const call of calls) deadlines.add(call);
  const ended = () => calls.map(({ cancelReason }) => cancelReason?.code);
  vi.advanceTimersByTime(999);
  expect(ended()).toEqual([undefined, undefined, undefined]);
  vi.advanceTimersByTime(1);
  expect(ended()).toEqual([undefined, "DEADLINE_EXCEEDED", undefined]);
  vi.advanceTimersByTime(1_000);
  expect(ended()).toEqual([undefined, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED"]);
  vi.advanceTimersByTime(1_000);
  expect(ended()[0]).toBe("DEADLINE_EXCEEDED");
});

it("leaves a call alone that has ended", () => {
  const deadlines = createDeadlines();
  const call = callIn(1_000);
  deadlines.add(call);
  deadlines.remove(call);
  vi.advanceTimersByTime(5_000);
  expect(call.cancelReason).toBeUndefined();
});

it("ends a call after more than the longest timer, and not before", () => {
  const deadlines = createDeadlines();
  const days = 40 * 24 * 3_600_000;
  const call = callIn(days);
  deadlines.add(call);
  vi.advanceTimersByTime(days - 1);
  expect(call.cancelReason).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(call.cancelReason?.code).toBe("DEADLINE_EXCEEDED");
});
