import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createDrain } from "../middleware/drain.ts";
import { createReadiness, type ReadinessOptions } from "./readiness.ts";
import { forever, settled } from "./start-health.fixture.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A readiness with the defaults, over a store that can be taken away. */
function start(options: Partial<ReadinessOptions> = {}) {
  const store = { reachable: true, checks: 0 };
  const check = async () => {
    store.checks += 1;
    if (!store.reachable) throw new Error("down");
  };
  return { store, readiness: createReadiness({ check, ...options }) };
}

it("one failed check, or two, change nothing; the third in a row does, though asked only once", async () => {
  const { store, readiness } = start();
  const onChange = vi.fn();
  readiness.onChange(onChange);
  expect(await readiness.isReady()).toBe(true);
  onChange.mockClear();
  store.reachable = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await readiness.isReady()).toBe(true);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(onChange).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(onChange).toHaveBeenCalledOnce();
  expect(await readiness.isReady()).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

it("is ready again after two checks in a row, and not after one", async () => {
  const { store, readiness } = start();
  store.reachable = false;
  expect(await readiness.isReady()).toBe(false);
  store.reachable = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await readiness.isReady()).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await readiness.isReady()).toBe(true);
});

it("a failure that is over by the next check is forgotten", async () => {
  const { store, readiness } = start();
  await readiness.isReady();
  for (let i = 0; i < 4; i += 1) {
    store.reachable = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await readiness.isReady()).toBe(true);
    store.reachable = true;
    await vi.advanceTimersByTimeAsync(2_000);
  }
  expect(await readiness.isReady()).toBe(true);
});

it("a thousand who ask in a second cost the store one check", async () => {
  const { store, readiness } = start();
  for (let i = 0; i < 1_000; i += 1) expect(await readiness.isReady()).toBe(true);
  expect(store.checks).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all([readiness.isReady(), readiness.isReady()]);
  expect(store.checks).toBe(2);
});

it("a store that hangs keeps nobody who asks longer than 0.8 seconds", async () => {
  const { readiness } = start({ check: forever });
  const answer = readiness.isReady();
  await vi.advanceTimersByTimeAsync(799);
  expect(await settled(answer)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe(false);
});

it("its owner is told why a check failed: its error, or that it takes too long, and then its error", async () => {
  const onError = vi.fn();
  const late = Promise.withResolvers<void>();
  const outcomes = [Promise.reject(new Error("down")), late.promise];
  const { readiness } = start({ check: () => outcomes.shift() ?? Promise.resolve(), onError });
  const told = () => onError.mock.calls.map(([{ message }]) => message);
  expect(await readiness.isReady()).toBe(false);
  expect(told()).toEqual(["down"]);
  await vi.advanceTimersByTimeAsync(1_000);
  const answer = readiness.isReady();
  await vi.advanceTimersByTimeAsync(799);
  expect(told()).toEqual(["down"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe(false);
  expect(told()).toEqual(["down", "The check takes longer than 800 ms"]);
  late.reject(new Error("timed out"));
  await vi.advanceTimersByTimeAsync(0);
  expect(told()).toEqual(["down", "The check takes longer than 800 ms", "timed out"]);
});

it("a check that was asked for before the timer of a busy process is none more, but instead of it", async () => {
  const { store, readiness } = start({ failureThreshold: 9 });
  await readiness.isReady();
  store.reachable = false;
  await vi.advanceTimersByTimeAsync(1_000);
  await readiness.isReady();
  expect(store.checks).toBe(2);
  await vi.advanceTimersByTimeAsync(500);
  // The timer is late.
  const now = performance.now();
  const clock = vi.spyOn(performance, "now").mockReturnValue(now + 500);
  await readiness.isReady();
  expect(store.checks).toBe(3);
  clock.mockRestore();
  await vi.advanceTimersByTimeAsync(999);
  expect(store.checks).toBe(3);
});

it("a drain flips it at once, whatever the thresholds, for good, and without another check", async () => {
  const drain = createDrain();
  const { store, readiness } = start({ drain, failureThreshold: 100 });
  expect([await readiness.isReady(), readiness.draining]).toEqual([true, false]);
  store.reachable = false;
  await vi.advanceTimersByTimeAsync(1_000);
  await readiness.isReady();
  const onChange = vi.fn();
  readiness.onChange(onChange);
  const drained = drain.drain({ delayMs: 60_000 });
  expect(onChange).toHaveBeenCalledOnce();
  expect([await readiness.isReady(), readiness.draining]).toEqual([false, true]);
  const { checks } = store;
  store.reachable = true;
  await vi.advanceTimersByTimeAsync(60_000);
  await drained;
  expect(await readiness.isReady()).toBe(false);
  expect(store.checks - checks).toBeLessThanOrEqual(1);
});

it("where a timer ends with its request, only those who ask have the store checked", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const { store, readiness } = start();
  await readiness.isReady();
  store.reachable = false;
  for (const expected of [true, true, false]) {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await readiness.isReady()).toBe(expected);
  }
  expect(vi.getTimerCount()).toBe(0);
});

it("who has stopped listening hears nothing", async () => {
  const drain = createDrain();
  const { readiness } = start({ drain });
  const onChange = vi.fn();
  readiness.onChange(onChange)();
  await readiness.isReady();
  await drain.drain();
  expect(onChange).not.toHaveBeenCalled();
});
