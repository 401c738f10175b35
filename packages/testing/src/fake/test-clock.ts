import { unlessAborted } from "./unless-aborted.ts";

/** A clock that stands still until its test moves it. */
export interface TestClock {
  /** The present time in Unix milliseconds. */
  now(): number;
  /**
   * Moves it forward, and wakes what has slept long enough, in the order of its time.
   *
   * @throws RangeError if `ms` is negative.
   */
  advance(ms: number): void;
  /** Moves it to a time in Unix milliseconds, also to one before; nobody wakes early. */
  set(nowMs: number): void;
  /**
   * Resolves once the clock has been moved this far: also for code under test
   * that is given its way to wait. Rejects with the signal's reason, if there is one.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves once somebody sleeps: to be awaited before `advance` where it is not the test that began to. */
  sleeping(): Promise<void>;
}

/** Makes a {@link TestClock} that shows this time, in Unix milliseconds. */
export function createTestClock(startMs: number): TestClock {
  let nowMs = requireFinite(startMs);
  const sleepers = new Map<() => void, number>();
  const onSleep: (() => void)[] = [];

  function moveTo(nextMs: number): void {
    nowMs = requireFinite(nextMs);
    const due = [...sleepers].filter(([, wakeAtMs]) => wakeAtMs <= nowMs);
    for (const [wake] of due.sort(([, a], [, b]) => a - b)) wake();
  }

  return {
    now: () => nowMs,
    set: moveTo,
    advance(ms) {
      if (ms < 0) throw new RangeError("A clock is advanced by no less than 0 ms");
      moveTo(nowMs + ms);
    },
    async sleeping() {
      if (sleepers.size > 0) return;
      await new Promise<void>((resolve) => onSleep.push(resolve));
    },
    async sleep(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.set(resolve, requireFinite(nowMs + ms));
      moveTo(nowMs);
      for (const tell of onSleep.splice(0)) tell();
      try {
        await (signal ? unlessAborted(promise, signal) : promise);
      } finally {
        sleepers.delete(resolve);
      }
    },
  };
}

function requireFinite(ms: number): number {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is no time`);
  return ms;
}
