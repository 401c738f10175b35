import { expect, it, vi } from "vitest";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import { createStatusFeed } from "./status-feed.ts";

const { SERVING, NOT_SERVING } = ServingStatus;

it("gives a slow watcher the present, however often it changed meanwhile", async () => {
  vi.useFakeTimers();
  let status: ServingStatus = SERVING;
  const feed = createStatusFeed({
    ask: async () => status,
    intervalMs: 1_000,
    onChange: () => () => {},
  });
  const subscription = feed.subscribe();
  const { signal } = new AbortController();
  expect(await subscription.next(signal)).toBe(SERVING);
  for (let i = 0; i < 9; i += 1) {
    status = status === SERVING ? NOT_SERVING : SERVING;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(await subscription.next(signal)).toBe(NOT_SERVING);
  const next = subscription.next(AbortSignal.abort(new Error("over")));
  await expect(next).rejects.toThrow("over");
  subscription.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it("polls for each watcher where timers end with their request", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  vi.useFakeTimers();
  let status: ServingStatus = SERVING;
  const feed = createStatusFeed({
    ask: async () => status,
    intervalMs: 1_000,
    onChange: () => () => {},
  });
  const [first, second] = [feed.subscribe(), feed.subscribe()];
  const { signal } = new AbortController();
  expect(await second.next(signal)).toBe(SERVING);
  expect(vi.getTimerCount()).toBe(2);
  first.close();
  status = NOT_SERVING;
  const next = second.next(signal);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await next).toBe(NOT_SERVING);
  second.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
