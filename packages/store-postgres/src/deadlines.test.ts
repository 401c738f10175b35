import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createDeadlines } from "./deadlines.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("calls back what has not ended in time, each at its own time", () => {
  const deadlines = createDeadlines(100);
  const [first, second, ended] = [vi.fn(), vi.fn(), vi.fn()];
  deadlines.start(first);
  vi.advanceTimersByTime(60);
  deadlines.start(second);
  deadlines.end(deadlines.start(ended));
  vi.advanceTimersByTime(39);
  expect(first).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(first).toHaveBeenCalledTimes(1);
  expect(second).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60);
  expect(second).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect([first, second].map((each) => each.mock.calls.length)).toEqual([1, 1]);
  expect(ended).not.toHaveBeenCalled();
});

it("has no timer when there is nothing to wait for", () => {
  const deadlines = createDeadlines(100);
  const [first, second] = [deadlines.start(vi.fn()), deadlines.start(vi.fn())];
  expect(vi.getTimerCount()).toBe(1);
  deadlines.end(first);
  expect(vi.getTimerCount()).toBe(1);
  deadlines.end(second);
  deadlines.end(second);
  expect(vi.getTimerCount()).toBe(0);
});

it("is late for what is ended by another one's lateness no more", () => {
  const deadlines = createDeadlines(100);
  const late = vi.fn();
  deadlines.start(() => deadlines.end(second));
  const second = deadlines.start(late);
  vi.advanceTimersByTime(1_000);
  expect(late).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
