/** Tells listeners that there may be new events. */
export interface Hints {
  /** Adds a listener. Returns how to stop. */
  onHint(listener: () => void): () => void;
  /** Calls every listener. */
  notify(): void;
  /** Forgets all listeners. */
  close(): void;
}

/** What {@link createHints} needs. */
export interface HintsOptions {
  /**
   * A number that changes when another connection commits; `undefined` while
   * it can't be known.
   *
   * Source: https://www.sqlite.org/pragma.html#pragma_data_version
   */
  readonly dataVersion: () => bigint | undefined;
  /** How often to look at it, in milliseconds. */
  readonly pollIntervalMs: number;
}

/** Makes hints that look for other processes' commits only while somebody listens. */
export function createHints({ dataVersion, pollIntervalMs }: HintsOptions): Hints {
  const listeners = new Set<{ readonly call: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  let seen: bigint | undefined;

  function notify(): void {
    for (const listener of listeners) listener.call();
  }

  function poll(): void {
    const version = dataVersion();
    if (version === seen) return;
    seen = version;
    notify();
  }

  function start(): void {
    seen = dataVersion();
    timer = setInterval(poll, pollIntervalMs);
    timer.unref();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    onHint(call) {
      // An object of its own, so that a function can listen twice.
      const listener = { call };
      listeners.add(listener);
      if (timer === undefined) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    notify,
    close() {
      listeners.clear();
      stop();
    },
  };
}
