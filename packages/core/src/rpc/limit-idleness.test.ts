import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { limitIdleness } from "./limit-idleness.ts";
import { createMessageQueue } from "./message-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(capacity: number) {
  const onIdle = vi.fn();
  const source = createMessageQueue<number>(capacity);
  return { onIdle, source, ...limitIdleness(source, 1_000, onIdle) };
}

it("tells of a writer that has been silent for the limit", () => {
  const { onIdle } = start(10);
  vi.advanceTimersByTime(999);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onIdle).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(5_000);
  expect(onIdle).toHaveBeenCalledOnce();
});

it("counts anew from each message", () => {
  const { queue, onIdle } = start(10);
  vi.advanceTimersByTime(900);
  queue.write(1);
  vi.advanceTimersByTime(999);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onIdle).toHaveBeenCalledOnce();
});

it("does not count while there is no room for a message", async () => {
  const { queue, source, onIdle } = start(1);
  const full = queue.write(1);
  vi.advanceTimersByTime(10_000);
  expect(onIdle).not.toHaveBeenCalled();
  await source.stream.nextBatch(1);
  await full;
  vi.advanceTimersByTime(999);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(onIdle).toHaveBeenCalledOnce();
});

it.each(["the stream has ended", "the watch has"])("is silent after %s", (what) => {
  const { queue, stop, onIdle } = start(1);
  if (what === "the watch has") stop();
  else queue.end();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(5_000);
  expect(onIdle).not.toHaveBeenCalled();
});

it("does not keep a process running, also once its timer was set again", () => {
  vi.useRealTimers();
  const works: (() => void)[] = [];
  const unref = vi.fn();
  vi.spyOn(globalThis, "setTimeout").mockImplementation((work) => {
    works.push(work);
    return Object.assign(Object.create(null), { unref });
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const { queue } = limitIdleness(createMessageQueue<number>(10), 1_000, () => {});
  expect(unref).toHaveBeenCalledTimes(1);
  queue.write(1);
  works[0]?.();
  expect(works).toHaveLength(2);
  expect(unref).toHaveBeenCalledTimes(2);
});
