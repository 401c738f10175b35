import { setTimeout } from "node:timers/promises";
import { isServiceError, isTransient, retryDelayMs, type ServiceError } from "@org/user-core";
import type { Flags } from "./command.ts";

/** The flag of commands that call again what failed. */
export const retryFlag = {
  "retry-for": {
    value: "TIME",
    default: "5m",
    text: "how long to try again when the server goes away meanwhile",
  },
} as const satisfies Flags;

/** Options of {@link createRetrying}. */
export interface RetryingOptions {
  /**
   * How long the service may be out of reach, in milliseconds, before the error is
   * the caller's: since a call first failed, however long there was nothing to call for.
   */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** The first pause, in milliseconds; doubled for each further one. Default: 100. */
  readonly firstPauseMs?: number;
  /** Told before each pause. */
  readonly onRetry: (error: ServiceError, retryInMs: number) => void;
}

/** Calls again what is safe to call again. */
export type Retrying = <T>(call: () => Promise<T>) => Promise<T>;

const longestPauseMs = 10_000;

/** What of the transient codes the call itself is at fault for. */
const lasting = new Set(["MESSAGE_TOO_LARGE", "METADATA_TOO_LARGE", "REVISION_MISMATCH"]);

/**
 * Makes what tries calls again, with pauses that grow and are jittered, until
 * one succeeds, the patience is over or the error is one that lasts. Before the
 * first success there is no patience: an address that is wrong is told at once.
 */
export function createRetrying(options: RetryingOptions): Retrying {
  const { patienceMs, firstPauseMs = 100, signal, onRetry } = options;
  let succeededAt: number | undefined;
  return async (call) => {
    let failedAt: number | undefined;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        const result = await call();
        succeededAt = performance.now();
        return result;
      } catch (error) {
        const now = performance.now();
        failedAt ??= now;
        const goneSince = succeededAt && Math.max(succeededAt, failedAt);
        const isOver = goneSince === undefined || now - goneSince >= patienceMs;
        if (isOver || signal.aborted || !isServiceError(error) || !isPassing(error)) throw error;
        // Who is to wait for longer than it would asks once more at the end.
        const leftMs = patienceMs - (now - goneSince);
        const retryInMs = Math.min(retryDelayMs(error, pauseMs), leftMs);
        onRetry(error, retryInMs);
        await setTimeout(retryInMs, undefined, { signal });
      }
    }
  };
}

function isPassing(error: ServiceError): boolean {
  return isTransient(error) && !lasting.has(error.reason);
}
