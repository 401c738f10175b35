/** What is to end in time. */
export interface Deadline {
  readonly at: number;
  readonly onLate: () => void;
}

/** Deadlines that are all equally far away, so that they pass in the order in which they were set. */
export interface Deadlines {
  /** Calls back, unless it ends in time. */
  start(onLate: () => void): Deadline;
  /** Ends it, be it in time or late. */
  end(deadline: Deadline): void;
}

/**
 * One timer for all of them: a timer for each statement would cost as much as
 * much else that the store does for it. Holds the process while there are any.
 */
export function createDeadlines(timeoutMs: number): Deadlines {
  // In insertion order, which is that of their ends.
  const waiting = new Set<Deadline>();
  let timer: NodeJS.Timeout | undefined;

  function callLate(): void {
    timer = undefined;
    const now = performance.now();
    for (const deadline of waiting) {
      if (deadline.at > now) {
        timer = setTimeout(callLate, Math.ceil(deadline.at - now));
        return;
      }
      waiting.delete(deadline);
      deadline.onLate();
    }
  }

  return {
    start(onLate) {
      const deadline = { at: performance.now() + timeoutMs, onLate };
      waiting.add(deadline);
      timer ??= setTimeout(callLate, timeoutMs);
      return deadline;
    },
    end(deadline) {
      waiting.delete(deadline);
      if (waiting.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
