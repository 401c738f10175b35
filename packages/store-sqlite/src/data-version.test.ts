import { expect, it, onTestFinished, vi } from "vitest";
import { createHints } from "./data-version.ts";
import { openStore, testPath } from "./open-store.fixture.ts";
import { newUsers } from "./samples.fixture.ts";

function hintsWithClock() {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const state = { version: 1n, reads: 0 };
  const dataVersion = () => {
    state.reads += 1;
    return state.version;
  };
  return { state, hints: createHints({ dataVersion, pollIntervalMs: 50 }) };
}

it("looks for other processes' commits only while somebody listens", () => {
  const { hints, state } = hintsWithClock();
  vi.advanceTimersByTime(1_000);
  expect(state.reads).toBe(0);
  const stops = [hints.onHint(vi.fn()), hints.onHint(vi.fn())];
  expect(vi.getTimerCount()).toBe(1);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("calls back within the interval when the version changes, and not otherwise", () => {
  const { hints, state } = hintsWithClock();
  const listener = vi.fn();
  const stop = hints.onHint(listener);
  vi.advanceTimersByTime(1_000);
  expect(listener).not.toHaveBeenCalled();
  state.version += 1n;
  vi.advanceTimersByTime(50);
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
});

it("calls back a function as often as it listens", () => {
  const { hints } = hintsWithClock();
  const listener = vi.fn();
  const [stop] = [hints.onHint(listener), hints.onHint(listener)];
  hints.notify();
  expect(listener).toHaveBeenCalledTimes(2);
  stop?.();
  hints.notify();
  expect(listener).toHaveBeenCalledTimes(3);
  hints.close();
  expect(vi.getTimerCount()).toBe(0);
});

it("keeps no process alive", async () => {
  const store = await openStore(testPath());
  const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const stop = store.onHint(() => {});
  const during = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  expect(during).toBe(before);
  stop();
});

it("does not poll for its own commits, which it tells at once", async () => {
  const store = await openStore(testPath(), { pollIntervalMs: 3_600_000 });
  const hinted = Promise.withResolvers<void>();
  const stop = store.onHint(hinted.resolve);
  await store.insert(newUsers(1));
  await hinted.promise;
  stop();
});
