import type { Drain } from "../middleware/drain.ts";
import { letProcessEnd, requestsOwnTimers } from "../rpc/deadlines.ts";
import { type FlipThresholds, nextStanding, unknownStanding } from "./standing.ts";

/** Options of {@link createReadiness}. */
export interface ReadinessOptions extends Partial<FlipThresholds> {
  /**
   * Resolves if the server can serve: `() => store.check()`. One that takes too
   * long is not waited for, and may run again while it still hangs.
   */
  readonly check: () => Promise<void>;
  /**
   * Told why a check failed, which those who ask for health are not: what it
   * rejected with, or that it takes too long, and then what it rejects with in
   * the end, if it does. Default: nobody is told.
   */
  readonly onError?: (error: unknown) => void;
  /** When it begins, the server is not ready any more, at once and for good. */
  readonly drain?: Drain;
  /**
   * Checks in a row that must fail before a server that was ready is not.
   * Default: 3, as HAProxy's `fall`: with the pauses between them a database has
   * two seconds to fail over, to lose a packet or to be busy, before every
   * instance leaves its load balancer at once for a fault that they share.
   */
  readonly failureThreshold?: number;
  /**
   * Checks in a row that must succeed before a server that was not ready is.
   * Default: 2, as HAProxy's `rise`: one lucky check in the middle of an outage
   * brings no calls.
   */
  readonly successThreshold?: number;
  /**
   * A check that takes longer than this many milliseconds has failed. Default:
   * 800, less than the second that Kubernetes gives a probe.
   */
  readonly checkTimeoutMs?: number;
  /**
   * Who asks within so many milliseconds of the last check is told what is known,
   * so that nobody keeps the store busy by asking. While a check speaks against
   * what is known, the next one follows after so long whether anybody asks or
   * not. Default: 1,000.
   */
  readonly recheckMs?: number;
}

/** Whether the server can serve: the one source of all health that is told of it. */
export interface Readiness {
  /** Whether calls should come here now. Those who ask while a check runs share it. Never rejects. */
  isReady(): Promise<boolean>;
  /** Whether the drain has begun. */
  readonly draining: boolean;
  /** Calls back whenever what is known has changed, and when a drain begins. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** The drain's: aborts when watches are to end. `undefined` without a drain. */
  readonly ending: AbortSignal | undefined;
}

/**
 * Makes the readiness of a server: for `createHealthService` and
 * `createProbes`, which then always say the same.
 *
 * @example
 * const readiness = createReadiness({ check: () => store.check(), drain });
 */
export function createReadiness(options: ReadinessOptions): Readiness {
  const { drain, checkTimeoutMs = 800, recheckMs = 1_000 } = options;
  const thresholds: FlipThresholds = {
    failureThreshold: options.failureThreshold ?? 3,
    successThreshold: options.successThreshold ?? 2,
  };
  const listeners = new Set<() => void>();
  let standing = unknownStanding;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  function look(): Promise<void> {
    running ??= resolvesWithin(checkTimeoutMs, options).then(note);
    return running;
  }

  function note(succeeded: boolean): void {
    const before = standing;
    running = undefined;
    clearTimeout(again);
    checkedAt = performance.now();
    standing = nextStanding(before, succeeded, thresholds);
    if (standing.against > 0) lookAgain();
    if (standing.ready !== before.ready) for (const listener of listeners) listener();
  }

  function lookAgain(): void {
    // Where a timer ends with its request, whoever asks next looks.
    if (requestsOwnTimers() || drain?.draining) return;
    again = setTimeout(look, recheckMs);
    letProcessEnd(again);
  }

  return {
    async isReady() {
      if (drain?.draining) return false;
      if (performance.now() - checkedAt >= recheckMs) await look();
      // The second look at the drain is for one that began while the check ran.
      return standing.ready === true && !drain?.draining;
    },
    get draining() {
      return drain?.draining === true;
    },
    onChange(listener) {
      listeners.add(listener);
      const stopListening = drain?.onDraining(listener);
      return () => {
        listeners.delete(listener);
        stopListening?.();
      };
    },
    ending: drain?.ending,
  };
}

/** Whether the check resolves in time. */
function resolvesWithin(ms: number, { check, onError }: ReadinessOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => {
      resolve(false);
      onError?.(error);
    };
    const late = () => fail(new Error(`The check takes longer than ${ms} ms`));
    const timer = setTimeout(late, ms);
    letProcessEnd(timer);
    const attempt = async () => check();
    const checked = attempt().finally(() => clearTimeout(timer));
    checked.then(() => resolve(true), fail);
  });
}
