import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { createMemoryStore } from "./memory-store.ts";
import { startPruning } from "./pruning.ts";
import type { PruneOptions, UserStore } from "./user-store.ts";

const now = 10_000_000_500;

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

function storeThat(prune: UserStore["prune"]): UserStore {
  return { ...createMemoryStore(), prune };
}

it("forgets events of a week ago and request ids of a day ago, now and every hour", () => {
  const asked: PruneOptions[] = [];
  const stop = startPruning(storeThat(async (options) => void asked.push(options)));
  const seconds = 10_000_000n;
  expect(asked).toEqual([
    { eventsBefore: seconds - 604_800n, requestIdsBefore: seconds - 86_400n },
  ]);
  vi.advanceTimersByTime(3_599_999);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(asked[1]?.eventsBefore).toBe(seconds + 3_600n - 604_800n);
  vi.advanceTimersByTime(3_600_000);
  expect(asked).toHaveLength(3);
  stop();
});

it("keeps for ever what it is told to keep for ever", () => {
  const asked: PruneOptions[] = [];
  const forever = Number.POSITIVE_INFINITY;
  const stop = startPruning(
    storeThat(async (options) => void asked.push(options)),
    { eventRetentionMs: forever, requestIdRetentionMs: forever },
  );
  expect(asked).toEqual([{ eventsBefore: 0n, requestIdsBefore: 0n }]);
  stop();
});

it("keeps what it is told to keep, as often as it is told", () => {
  const asked: PruneOptions[] = [];
  const stop = startPruning(
    storeThat(async (options) => void asked.push(options)),
    { eventRetentionMs: 2_000, requestIdRetentionMs: 1_000, intervalMs: 10 },
  );
  vi.advanceTimersByTime(30);
  expect(asked).toHaveLength(4);
  expect(asked[0]).toEqual({ eventsBefore: 9_999_998n, requestIdsBefore: 9_999_999n });
  stop();
});

it("goes on after a failure, which it tells", async () => {
  const fault = new Error("out of reach");
  const onError = vi.fn();
  const store = storeThat(() => Promise.reject(fault));
  const stop = startPruning(store, { intervalMs: 10, onError });
  await vi.advanceTimersByTimeAsync(10);
  expect(onError.mock.calls).toEqual([[fault], [fault]]);
  stop();
});

it("goes on after a failure that nobody wants to hear of", async () => {
  let asked = 0;
  const store = storeThat(() => {
    asked += 1;
    return Promise.reject(new Error("out of reach"));
  });
  const stop = startPruning(store, { intervalMs: 10 });
  await vi.advanceTimersByTimeAsync(10);
  expect(asked).toBe(2);
  stop();
});

it("stops when told", () => {
  let asked = 0;
  const stop = startPruning(
    storeThat(async () => {
      asked += 1;
    }),
  );
  stop();
  vi.advanceTimersByTime(10_000_000);
  expect(asked).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("does not keep a process running", () => {
  vi.useRealTimers();
  const set = vi.spyOn(globalThis, "setInterval");
  onTestFinished(() => void vi.restoreAllMocks());
  const stop = startPruning(storeThat(async () => {}));
  const timer: NodeJS.Timeout = set.mock.results[0]?.value;
  expect(timer.hasRef()).toBe(false);
  stop();
});
