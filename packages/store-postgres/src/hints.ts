/** Tells listeners that there may be new events. */
export interface Hints {
  /** Adds a listener. Returns how to stop. */
  onHint(listener: () => void): () => void;
  /** Tells of a commit of this store. */
  committed(): void;
  /** Forgets all listeners, and resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** What {@link createHints} needs. */
export interface HintsOptions {
  /** The position after the last event that readers are shown. */
  readonly head: () => Promise<string>;
  /** How often to look at it, in milliseconds. */
  readonly pollIntervalMs: number;
  /** Tells other instances, and hears of them. */
  readonly others?: OtherInstances | undefined;
}

/** Hints between instances. */
export interface OtherInstances {
  /** Tells them of a commit. */
  tell(): void;
  /** Calls back when one of them has told. Returns how to stop. */
  listen(onHint: () => void): () => Promise<void>;
  /** Resolves when nothing is being told any more. */
  close(): Promise<void>;
}

/**
 * How soon after a commit the log is looked at: readers may not be shown it
 * yet, as long as older transactions are under way.
 */
const soonMs = 10;

/** Makes hints that look for other instances' commits only while somebody listens. */
export function createHints({ head, pollIntervalMs, others }: HintsOptions): Hints {
  const listeners = new Set<{ readonly call: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let polling: Promise<void> | undefined;
  /** In how many milliseconds the poll after the one under way is to be, if somebody has asked. */
  let askedMs = Number.POSITIVE_INFINITY;
  let seen: string | undefined;
  let stopListening: (() => Promise<void>) | undefined;
  let stopped: Promise<void> | undefined;

  function notify(): void {
    for (const listener of listeners) listener.call();
  }

  async function poll(): Promise<void> {
    // Out of reach for now: a change will show afterwards.
    const position = await head().catch(() => seen);
    if (position === seen) return;
    // Also the first: whoever listens does not know what was committed just before.
    seen = position;
    notify();
  }

  /** Polls in so many milliseconds, if that is sooner than it would be. */
  function schedule(inMs: number): void {
    // What is under way may have read the log before whatever is to be looked at.
    if (polling !== undefined) askedMs = Math.min(askedMs, inMs);
    const at = performance.now() + inMs;
    if (listeners.size === 0 || polling !== undefined || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      due = Number.POSITIVE_INFINITY;
      polling = poll().finally(() => {
        polling = undefined;
        // Jittered, so that instances do not poll in step.
        const nextMs = Math.min(askedMs, pollIntervalMs * (0.75 + Math.random() / 2));
        askedMs = Number.POSITIVE_INFINITY;
        schedule(nextMs);
      });
    }, inMs);
    timer.unref();
  }

  function start(): void {
    seen = undefined;
    schedule(0);
    stopListening = others?.listen(heard);
  }

  function stop(): void {
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
    // Asked again, there is still what was stopped before to wait for.
    stopped = stopListening?.() ?? stopped;
    stopListening = undefined;
  }

  function heard(): void {
    notify();
    schedule(Math.min(soonMs, pollIntervalMs));
  }

  return {
    onHint(call) {
      // An object of its own, so that a function can listen twice.
      const listener = { call };
      listeners.add(listener);
      if (listeners.size === 1) start();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop();
      };
    },
    committed() {
      others?.tell();
      heard();
    },
    async close() {
      listeners.clear();
      stop();
      await Promise.all([polling, stopped, others?.close()]);
    },
  };
}
