import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createHeartbeat } from "./heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("is due at once, whatever was sent before, and then after each interval", () => {
  const heartbeat = createHeartbeat(1_000);
  heartbeat.restart();
  expect([heartbeat.isDue(), heartbeat.remainingMs()]).toEqual([true, 0]);
  heartbeat.sent();
  expect([heartbeat.isDue(), heartbeat.remainingMs()]).toEqual([false, 1_000]);
  vi.advanceTimersByTime(999);
  expect([heartbeat.isDue(), heartbeat.remainingMs()]).toEqual([false, 1]);
  vi.advanceTimersByTime(1);
  expect(heartbeat.isDue()).toBe(true);
});

it("is due an interval after something else was sent", () => {
  const heartbeat = createHeartbeat(1_000);
  heartbeat.sent();
  vi.advanceTimersByTime(600);
  heartbeat.restart();
  vi.advanceTimersByTime(600);
  expect([heartbeat.isDue(), heartbeat.remainingMs()]).toEqual([false, 400]);
});

it("is never due without an interval", () => {
  const heartbeat = createHeartbeat(undefined);
  heartbeat.restart();
  vi.advanceTimersByTime(2 ** 40);
  expect([heartbeat.isDue(), heartbeat.remainingMs()]).toEqual([false, undefined]);
});

it("waits no longer at a time than a timer can", () => {
  const heartbeat = createHeartbeat(2 ** 40);
  heartbeat.sent();
  expect(heartbeat.remainingMs()).toBe(2 ** 31 - 1);
});
