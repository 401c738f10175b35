import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { ServiceError } from "../rpc/service-error.ts";

/** Ends a service's calls in order. */
export interface Drain {
  /** List it before what may take long. */
  readonly middleware: Middleware;
  /**
   * From now on new calls fail with UNAVAILABLE and watches end with it; other
   * calls go on for `graceMs` at most, then fail with it too. Resolves when no
   * call is left, or a second after the last one was told.
   */
  drain(graceMs: number): Promise<void>;
  /** Whether `drain` was called. */
  readonly draining: boolean;
  /** Calls back once when draining begins, before any call is ended. Returns how to stop. */
  onDraining(listener: () => void): () => void;
}

const windUpMs = 1_000;

/** Makes a {@link Drain}. */
export function createDrain(): Drain {
  const calls = new Set<Call>();
  const listeners = new Set<() => void>();
  let draining = false;
  let drained: Promise<void> | undefined;
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
    drain(graceMs) {
      drained ??= drainNow(graceMs);
      return drained;
    },
    get draining() {
      return draining;
    },
    onDraining(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  async function drainNow(graceMs: number): Promise<void> {
    draining = true;
    for (const listener of listeners) listener();
    listeners.clear();
    // A stream of answers to one request has no end of its own.
    end((call) => call.method.methodKind === "server_streaming");
    await emptyWithin(graceMs);
    end(() => true);
    // Their callers have their answer; what is left winds up.
    await emptyWithin(windUpMs);
  }

  async function emptyWithin(ms: number): Promise<void> {
    if (calls.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    onEmpty = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }
}

function shuttingDown(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The server is shutting down", {
    reason: "SHUTTING_DOWN",
    retryAfterMs: 1_000,
  });
}
