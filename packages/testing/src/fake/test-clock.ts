/** A clock that stands still until its test moves it. */
export interface TestClock {
  /** The present time in Unix milliseconds. */
  now(): number;
  /** Moves it forward, and wakes what has slept long enough. @throws RangeError if `ms` is negative. */
  advance(ms: number): void;
  /** Moves it to a time in Unix milliseconds, also to one before; nobody wakes early. */
  set(nowMs: number): void;
  /** Resolves once the clock has been moved this far. Rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes a {@link TestClock} that shows this time, in Unix milliseconds. */
export function createTestClock(startMs: number): TestClock {
  let nowMs = startMs;
  const sleepers = new Map<() => void, number>();

  function moveTo(nextMs: number): void {
    nowMs = nextMs;
    for (const [wake, wakeAtMs] of sleepers) if (wakeAtMs <= nowMs) wake();
  }

  return {
    now: () => nowMs,
    set: moveTo,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError("A clock is advanced by no less than 0 ms");
      moveTo(nowMs + ms);
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      sleepers.set(resolve, nowMs + ms);
      moveTo(nowMs);
      await promise.finally(() => {
        signal.removeEventListener("abort", stop);
        sleepers.delete(resolve);
      });
    },
  };
}
