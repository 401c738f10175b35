import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "../../gen/health/v1/health_pb.ts";
import { forever, settled, startHealth } from "../start-health.fixture.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = ServingStatus;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("Watch sends the present status, then each change and nothing else", async () => {
  const { watch, state } = startHealth();
  const statuses = watch("userservice.v1.UserService");
  expect(await statuses.next()).toBe(SERVING);
  const next = statuses.next();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await settled(next)).toBe(false);
  state.failure = new Error("down");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await next).toBe(NOT_SERVING);
  state.failure = undefined;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await statuses.next()).toBe(SERVING);
  await statuses.leave();
});

it("Watch sends a later watcher the present, not what the last poll found", async () => {
  const { watch, state } = startHealth();
  const first = watch();
  expect(await first.next()).toBe(SERVING);
  state.failure = new Error("down");
  const second = watch();
  expect(await second.next()).toBe(NOT_SERVING);
  await Promise.all([first.leave(), second.leave()]);
});

it("Watch sends NOT_SERVING when the store hangs", async () => {
  const { watch } = startHealth({ check: forever, checkTimeoutMs: 300 });
  const statuses = watch();
  const status = statuses.next();
  await vi.advanceTimersByTimeAsync(300);
  expect(await status).toBe(NOT_SERVING);
  await statuses.leave();
  await vi.advanceTimersByTimeAsync(300);
});

it("Watch sends its headers with the first message", async () => {
  const onHeaders = vi.fn();
  const { promise, resolve } = Promise.withResolvers<void>();
  const { watch } = startHealth({ check: () => promise });
  const statuses = watch("", { onHeaders });
  const status = statuses.next();
  await vi.advanceTimersByTimeAsync(0);
  expect(onHeaders).not.toHaveBeenCalled();
  resolve();
  await status;
  expect(onHeaders).toHaveBeenCalledOnce();
  await statuses.leave();
});

it("Watch sends SERVICE_UNKNOWN for a service it does not know, and stays open", async () => {
  const { watch, state } = startHealth();
  const controller = new AbortController();
  const statuses = watch("other.Service", { signal: controller.signal });
  expect(await statuses.next()).toBe(SERVICE_UNKNOWN);
  const next = statuses.next();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await settled(next)).toBe(false);
  expect(state.checks).toBe(0);
  controller.abort();
  await expect(next).rejects.toMatchObject({ code: "CANCELLED" });
});

it("1,000 Watches share one poll, which runs only while there are any and holds no process", async () => {
  const setInterval = vi.spyOn(globalThis, "setInterval");
  const { watch, state } = startHealth({ intervalMs: 1_000 });
  const watches = Array.from({ length: 1_000 }, () => watch());
  for (const each of watches) expect(await each.next()).toBe(SERVING);
  const before = state.checks;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.checks - before).toBe(10);
  expect(setInterval).toHaveBeenCalledOnce();
  expect(setInterval.mock.results[0]?.value.hasRef()).toBe(false);
  await Promise.all(watches.map((each) => each.leave()));
  expect(vi.getTimerCount()).toBe(0);
  const again = watch();
  expect(await again.next()).toBe(SERVING);
  state.failure = new Error("down");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await again.next()).toBe(NOT_SERVING);
  await again.leave();
  // Of the fake one, which is put away before spies are.
  vi.restoreAllMocks();
});

it("Watch ends when its call is cancelled, and leaves no listener however often it waited", async () => {
  const { watch, calls, state } = startHealth({ intervalMs: 1_000 });
  const controller = new AbortController();
  const statuses = watch("", { signal: controller.signal });
  for (let i = 0; i < 20; i += 1) {
    expect(await statuses.next()).toBe(i % 2 === 0 ? SERVING : NOT_SERVING);
    state.failure = i % 2 === 0 ? new Error("down") : undefined;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(await statuses.next()).toBe(SERVING);
  const next = statuses.next();
  await vi.advanceTimersByTimeAsync(0);
  const signal = calls[0]?.signal ?? expect.fail("no call");
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  controller.abort();
  await expect(next).rejects.toMatchObject({ code: "CANCELLED" });
  await vi.advanceTimersByTimeAsync(0);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
});
