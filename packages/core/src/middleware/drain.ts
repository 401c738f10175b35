import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { ServiceError } from "../rpc/service-error.ts";

/** Ends a service's calls in order. */
export interface Drain {
  /** List it before what may take long. */
  readonly middleware: Middleware;
  /**
   * From now on new calls fail with UNAVAILABLE and watches end with it; other
   * calls go on for `graceMs` at most, then fail with it too. Resolves when
   * no call is left.
   */
  drain(graceMs: number): Promise<void>;
}

/** Makes a {@link Drain}. */
export function createDrain(): Drain {
  const calls = new Set<Call>();
  let draining = false;
  let onEmpty: (() => void) | undefined;

  function end(which: (call: Call) => boolean): void {
    for (const call of calls) if (which(call)) call.cancel(shuttingDown());
  }

  return {
    async middleware(call, proceed) {
      if (draining) throw shuttingDown();
      calls.add(call);
      try {
        await proceed();
      } finally {
        calls.delete(call);
        if (calls.size === 0) onEmpty?.();
      }
    },
    async drain(graceMs) {
      draining = true;
      // A stream of answers to one request has no end of its own.
      end((call) => call.method.methodKind === "server_streaming");
      if (calls.size === 0) return;
      const timer = setTimeout(() => end(() => true), graceMs);
      await new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      clearTimeout(timer);
    },
  };
}

function shuttingDown(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The server is shutting down", {
    reason: "SHUTTING_DOWN",
    retryAfterMs: 1_000,
  });
}
