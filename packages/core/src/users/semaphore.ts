import { overloaded } from "../middleware/overloaded.ts";
import { createFairLine } from "./fair-line.ts";

/** Options of {@link createSemaphore}. */
export interface SemaphoreOptions {
  /** How many pieces of work run at a time, 1 or more. */
  readonly concurrency: number;
  /** How many wait at most. Default: 64. */
  readonly maxWaiting?: number;
}

/**
 * Runs work when there is a place for it. Work with one signal is one caller's:
 * callers take turns, so that one with much work delays another by one piece.
 * An abort takes it out of the line; what has begun is not interrupted.
 *
 * @throws RESOURCE_EXHAUSTED, reason OVERLOADED, at once, if too many wait; the
 *   signal's reason if it aborted before the work began.
 */
export type Semaphore = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** By then a full line of hashes of 20 ms has gone on. */
const retryAfterMs = 1_000;

/**
 * Makes a limit on slow work such as hashing passwords.
 *
 * @throws RangeError for a concurrency below 1.
 */
export function createSemaphore({ concurrency, maxWaiting = 64 }: SemaphoreOptions): Semaphore {
  if (!(concurrency >= 1)) throw new RangeError("concurrency must be 1 or more");
  let running = 0;
  const line = createFairLine<() => void>();

  function ownPlace(signal: AbortSignal | undefined): Promise<void> {
    if (line.size >= maxWaiting) throw overloaded("Too many passwords to hash", { retryAfterMs });
    const caller = signal ?? {};
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.remove(caller, enter);
        reject(signal?.reason);
      };
      const enter = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      signal?.addEventListener("abort", leave);
      line.add(caller, enter);
    });
  }

  return async (work, signal) => {
    signal?.throwIfAborted();
    if (running < concurrency) running += 1;
    else await ownPlace(signal);
    try {
      return await work();
    } finally {
      // Handed on, so that nobody who comes just now is faster than who waits.
      const next = line.next();
      if (next) next();
      else running -= 1;
    }
  };
}
