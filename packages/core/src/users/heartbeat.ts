/** When a stream has to say that nothing happened. */
export interface Heartbeat {
  /** Whether one is due now. */
  isDue(): boolean;
  /** It was sent: the next is due a whole interval later. */
  sent(): void;
  /** Something else was sent. */
  restart(): void;
  /** How long until the next one; `undefined` for never. */
  remainingMs(): number | undefined;
}

/** The longest time that a timer takes: 24 days. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Heartbeats of a stream that are due as soon as there is nothing to send, and
 * then whenever nothing was sent for the interval. Without one, never.
 */
export function createHeartbeat(intervalMs: number | undefined): Heartbeat {
  let dueAt = intervalMs === undefined ? Number.POSITIVE_INFINITY : 0;
  let isFirst = true;

  function restart(): void {
    // The first waits for the end of the log, not for silence.
    if (!isFirst && intervalMs !== undefined) dueAt = performance.now() + intervalMs;
  }

  return {
    isDue: () => performance.now() >= dueAt,
    sent() {
      isFirst = false;
      restart();
    },
    restart,
    remainingMs() {
      if (intervalMs === undefined) return undefined;
      return Math.min(Math.max(0, dueAt - performance.now()), longestTimerMs);
    },
  };
}
