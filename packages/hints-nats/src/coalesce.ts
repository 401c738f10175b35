/** Something that is asked for more often than it is done. */
export interface Coalesced {
  /** Has it done: at once if it was not done lately, else once, when the interval is over. */
  request(): void;
  /** Does at once what is still to be done, and leaves no timer. */
  flush(): void;
}

/** Does something at most once in so many milliseconds, and never later than that after a request. */
export function coalesce(run: () => void, intervalMs: number): Coalesced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;

  function runNow(): void {
    waiting = false;
    timer = setTimeout(onElapsed, intervalMs);
    run();
  }

  function onElapsed(): void {
    timer = undefined;
    if (waiting) runNow();
  }

  return {
    request() {
      if (timer === undefined) runNow();
      else waiting = true;
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      if (!waiting) return;
      waiting = false;
      run();
    },
  };
}
