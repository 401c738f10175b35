import { type ServerCall, ServiceError } from "@org/user-core";

/** The calls that have not ended. */
export interface LiveCalls {
  /** @throws UNAVAILABLE once it is closed. */
  add(call: ServerCall): void;
  remove(call: ServerCall): void;
  /** Ends every call with UNAVAILABLE, those to come too. */
  close(): void;
}

/** Makes a {@link LiveCalls} with none. */
export function createLiveCalls(): LiveCalls {
  const calls = new Set<ServerCall>();
  let closed = false;
  return {
    add(call) {
      if (closed) throw shuttingDown();
      calls.add(call);
    },
    remove: (call) => void calls.delete(call),
    close() {
      closed = true;
      for (const call of calls) call.cancel(shuttingDown());
    },
  };
}

/** As a service's own drain has it. */
function shuttingDown(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The server is shutting down", {
    reason: "SHUTTING_DOWN",
    retryAfterMs: 1_000,
  });
}
