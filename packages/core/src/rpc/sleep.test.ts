import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sleep } from "./sleep.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("resolves after so many milliseconds, and leaves no listener at the signal", async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, "removeEventListener");
  const woken = vi.fn();
  const slept = sleep(100, signal).then(woken);
  await vi.advanceTimersByTimeAsync(99);
  expect(woken).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await slept;
  expect(removed).toHaveBeenCalledExactlyOnceWith("abort", expect.any(Function));
});

it("resolves as soon as the signal is aborted, before or meanwhile, and leaves no timer", async () => {
  await sleep(100, AbortSignal.abort());
  const controller = new AbortController();
  const slept = sleep(100, controller.signal);
  controller.abort();
  await slept;
  expect(vi.getTimerCount()).toBe(0);
});
