import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { coalesce } from "./coalesce.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("does the first at once, and one more for all that follow in the interval", () => {
  const run = vi.fn();
  const coalesced = coalesce(run, 10);
  for (let i = 0; i < 1_000; i += 1) coalesced.request();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(9);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});

it("does it once in each interval for as long as it is asked to", () => {
  const run = vi.fn();
  const coalesced = coalesce(run, 10);
  for (let ms = 0; ms < 100; ms += 1) {
    coalesced.request();
    vi.advanceTimersByTime(1);
  }
  expect(run).toHaveBeenCalledTimes(11);
});

it("does at once what is asked for after a pause", () => {
  const run = vi.fn();
  const coalesced = coalesce(run, 10);
  coalesced.request();
  vi.advanceTimersByTime(10);
  coalesced.request();
  expect(run).toHaveBeenCalledTimes(2);
});

it("can be asked again by what it does", () => {
  let runs = 0;
  const coalesced = coalesce(() => {
    runs += 1;
    if (runs < 3) coalesced.request();
  }, 10);
  coalesced.request();
  expect(runs).toBe(1);
  vi.advanceTimersByTime(20);
  expect(runs).toBe(3);
});

it("does what waits when it is flushed, and nothing if nothing waits", () => {
  const run = vi.fn();
  const coalesced = coalesce(run, 10);
  coalesced.flush();
  expect(run).not.toHaveBeenCalled();
  coalesced.request();
  coalesced.request();
  coalesced.flush();
  expect(run).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(2);
});
