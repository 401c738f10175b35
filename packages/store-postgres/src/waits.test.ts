import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWaits } from "./waits.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function waiting() {
  const controller = new AbortController();
  const signal = vi.fn(() => controller.signal);
  const caller = {
    get signal() {
      return signal();
    },
  };
  return { controller, signal, caller, onLate: vi.fn(), onGone: vi.fn() };
}

it.each([5, 20, 100])("is late after its %i ms, whoever waits", (timeoutMs) => {
  const wait = createWaits(timeoutMs);
  const [one, other] = [waiting(), { ...waiting(), caller: undefined }];
  wait(one);
  wait(other);
  vi.advanceTimersByTime(timeoutMs - 1);
  expect(one.onLate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  vi.runAllTimers();
  for (const { onLate } of [one, other]) expect(onLate).toHaveBeenCalledTimes(1);
});

it("asks no signal of who does not wait long, and has no timer when nobody waits", () => {
  const wait = createWaits(100);
  const one = waiting();
  const end = wait(one);
  one.controller.abort();
  vi.advanceTimersByTime(19);
  end();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(one.signal).not.toHaveBeenCalled();
  expect(one.onGone).not.toHaveBeenCalled();
});

it("asks no signal of whose answer comes in the same turn", async () => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const wait = createWaits(100);
  const one = waiting();
  const end = wait(one);
  vi.advanceTimersByTime(20);
  end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(one.signal).not.toHaveBeenCalled();
});

it.each(["before", "after"])("tells once who goes %s he is asked", (when) => {
  const wait = createWaits(100);
  const one = waiting();
  const end = wait(one);
  if (when === "after") vi.advanceTimersByTime(21);
  one.controller.abort("gone");
  vi.advanceTimersByTime(21);
  expect(one.onGone.mock.calls).toEqual([["gone"]]);
  expect(one.onLate).not.toHaveBeenCalled();
  end();
  expect(vi.getTimerCount()).toBe(0);
});

it("tells nobody whose wait has ended", () => {
  const wait = createWaits(100);
  const one = waiting();
  const end = wait(one);
  vi.advanceTimersByTime(50);
  end();
  one.controller.abort();
  vi.advanceTimersByTime(1_000);
  expect(one.onGone).not.toHaveBeenCalled();
  expect(one.onLate).not.toHaveBeenCalled();
});
