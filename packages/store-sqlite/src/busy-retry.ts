import { setTimeout as delay } from "node:timers/promises";
import { isBusy, toServiceError } from "./status.ts";

const firstPauseMs = 2;
const longestPauseMs = 25;

/** Waits before another try; longer each time, jittered so that processes do not try in step. */
export async function pauseBeforeTry(tries: number): Promise<void> {
  const longest = Math.min(firstPauseMs * 2 ** tries, longestPauseMs);
  await delay(1 + Math.random() * longest);
}

/**
 * Tries again while another connection holds the lock, without blocking the
 * event loop as SQLite's own busy timeout would.
 *
 * @throws ServiceError: UNAVAILABLE after `busyTimeoutMs`.
 */
export async function retryWhileBusy<T>(attempt: () => T, busyTimeoutMs: number): Promise<T> {
  const deadline = performance.now() + busyTimeoutMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw toServiceError(error);
    }
    await pauseBeforeTry(tries);
  }
}
