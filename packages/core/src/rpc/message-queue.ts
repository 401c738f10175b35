/** The messages a client streams to a handler. Can be iterated once. */
export interface MessageStream<T> extends AsyncIterable<T> {
  /**
   * Waits for a message, then takes all that have already arrived, `maxSize`
   * at most. An empty array is the end of the stream.
   *
   * @throws the call's error once it is cancelled.
   */
  nextBatch(maxSize: number): Promise<T[]>;
}

/** The writing end of a {@link MessageStream}, for one writer. */
export interface MessageQueue<T> {
  readonly stream: MessageStream<T>;
  /**
   * Adds a message. Returns nothing while there is room; else a promise for
   * the moment when there is, which also resolves when the queue is closed.
   * Ignored after `end`, `fail` or `close`.
   *
   * @param size what the message takes of the capacity; default 1.
   */
  write(message: T, size?: number): undefined | Promise<void>;
  /** No more messages: after those already written the reader ends, or fails with the error if there is one. */
  end(error?: unknown): void;
  /** The reader fails with this error, at once. */
  fail(error: unknown): void;
  /** Nobody reads any more: drops what is queued and releases the writer. */
  close(): void;
}

/**
 * A queue between one writer that is pushed to and one reader that pulls.
 *
 * @param capacity the writer waits once this much is queued; in the unit of
 *   the sizes given to `write`.
 */
export function createMessageQueue<T>(capacity: number): MessageQueue<T> {
  let queued: T[] = [];
  let queuedSize = 0;
  let state: "open" | "ended" | "failed" | "closed" = "open";
  let failure: unknown;
  let wakeReader: (() => void) | undefined;
  let wakeWriter: (() => void) | undefined;

  function settle(next: typeof state): void {
    state = next;
    wakeReader?.();
    wakeReader = undefined;
  }

  function releaseWriter(): void {
    queuedSize = 0;
    wakeWriter?.();
    wakeWriter = undefined;
  }

  function take(maxSize: number): T[] {
    if (queued.length > maxSize) return queued.splice(0, maxSize);
    const batch = queued;
    queued = [];
    releaseWriter();
    return batch;
  }

  async function nextBatch(maxSize: number): Promise<T[]> {
    while (state === "open" && queued.length === 0) {
      await new Promise<void>((resolve) => {
        wakeReader = resolve;
      });
    }
    if (state === "failed") throw failure;
    if (queued.length === 0 && failure !== undefined) throw failure;
    return take(maxSize);
  }

  async function* iterate(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const batch = await nextBatch(Number.POSITIVE_INFINITY);
      if (batch.length === 0) return;
      for (const message of batch) {
        if (state === "failed") throw failure;
        yield message;
      }
    }
  }

  return {
    stream: { nextBatch, [Symbol.asyncIterator]: iterate },
    write(message, size = 1) {
      if (state !== "open") return undefined;
      queued.push(message);
      queuedSize += size;
      wakeReader?.();
      wakeReader = undefined;
      if (queuedSize < capacity) return undefined;
      return new Promise((resolve) => {
        wakeWriter = resolve;
      });
    },
    end(error) {
      if (state !== "open") return;
      failure = error;
      settle("ended");
    },
    fail(error) {
      if (state === "failed" || state === "closed") return;
      failure = error;
      queued = [];
      settle("failed");
      releaseWriter();
    },
    close() {
      queued = [];
      settle("closed");
      releaseWriter();
    },
  };
}
