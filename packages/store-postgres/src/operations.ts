import { storeUnavailable } from "./status.ts";

/** Operations of a store that can be closed. */
export interface Operations {
  /** Runs one. Rejects with UNAVAILABLE once `close` was called. */
  run<T>(operation: () => Promise<T>): Promise<T>;
  /** Takes no more, and resolves when the last one is settled. */
  close(): Promise<void>;
}

/** Makes an empty set of operations. */
export function createOperations(): Operations {
  const over = Promise.withResolvers<void>();
  let running = 0;
  let isClosed = false;

  return {
    async run(operation) {
      if (isClosed) throw storeUnavailable("The store is closed");
      running += 1;
      try {
        return await operation();
      } finally {
        running -= 1;
        if (isClosed && running === 0) over.resolve();
      }
    },
    async close() {
      isClosed = true;
      if (running > 0) await over.promise;
    },
  };
}
