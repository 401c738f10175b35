import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { ServiceError } from "../rpc/service-error.ts";

/** A server that can be closed in order: a `NodeServer`, or a grpc-js one by `drainable`. */
export interface DrainableServer {
  /**
   * Told when the drain begins. Goes on as ever, but asks clients that it may soon
   * cut off in the midst to take a new connection for their next call: those over
   * HTTP/1.1, which can't be told what was begun. Default: nothing is asked of them.
   */
  retire?(): void;
  /** Takes no more connections, tells clients to take their next calls elsewhere; resolves when calls under way have ended. */
  close(): Promise<void>;
  /** Ends every connection. */
  destroy(): void;
}

/** How a drain goes. */
export interface DrainOptions {
  /**
   * How long to go on as ever once health has said NOT_SERVING, in milliseconds:
   * the time that a load balancer takes to see it. Default: 0.
   */
  readonly delayMs?: number;
  /** How long calls may then take to finish, in milliseconds. Default: 10,000. */
  readonly graceMs?: number;
  /** What the calls come by: closed after the delay, and destroyed at the end. Default: none. */
  readonly servers?: readonly DrainableServer[];
}

/** Ends a service's calls in order. */
export interface Drain {
  /** List it before what may take long. */
  readonly middleware: Middleware;
  /**
   * Stops a server in order, so that no call is lost:
   *
   * 1. health says NOT_SERVING, and for `delayMs` nothing else changes, but that
   *    connections over HTTP/1.1 are not kept for another call;
   * 2. the servers are closed; watches end with UNAVAILABLE, new ones fail with
   *    it, and so do other new calls, where there are servers a second later:
   *    what was on its way when they closed is served;
   * 3. what has begun goes on for `graceMs` at most, then fails with UNAVAILABLE;
   * 4. the servers are destroyed.
   *
   * Resolves when no call and no connection is left, or a second after the last
   * one was told. What a listener or a server threw changes nothing of that, for
   * the others neither: it rejects at its end with the error, with an
   * `AggregateError` of several. A second call joins the first, whatever its options.
   *
   * @example
   * await drain.drain({ delayMs: 5_000, servers: [server] });
   * await store.close();
   */
  drain(options?: DrainOptions): Promise<void>;
  /** Whether `drain` was called. */
  readonly draining: boolean;
  /** Calls back once when draining begins, before any call is ended. Returns how to stop. */
  onDraining(listener: () => void): () => void;
  /** Aborts when watches are ended, after the delay, with what they end with: for those without the `middleware`. */
  readonly ending: AbortSignal;
}

/** What is on its way to a server that has told its clients to go. */
const stragglersMs = 1_000;
const windUpMs = 1_000;

/** Makes a {@link Drain}. */
export function createDrain(): Drain {
  const calls = new Set<Call>();
  const listeners = new Set<() => void>();
  const ending = new AbortController();
  let draining = false;
  let refuses: (call: Call) => boolean = () => false;
  let drained: Promise<void> | undefined;
  let onEmpty: (() => void) | undefined;

  function end(which: (call: Call) => boolean): void {
    for (const call of calls) if (which(call)) call.cancel(shuttingDown());
  }

  return {
    async middleware(call, proceed) {
      if (refuses(call)) throw shuttingDown();
      calls.add(call);
      try {
        await proceed();
      } finally {
        calls.delete(call);
        if (calls.size === 0) onEmpty?.();
      }
    },
    drain(options = {}) {
      drained ??= drainNow(options);
      return drained;
    },
    get draining() {
      return draining;
    },
    onDraining(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ending: ending.signal,
  };

  async function drainNow(options: DrainOptions): Promise<void> {
    const { delayMs = 0, graceMs = 10_000, servers = [] } = options;
    draining = true;
    const failures: unknown[] = [];
    const note = (error: unknown) => failures.push(error);
    const attempt = (work: () => unknown) => {
      try {
        const done = work();
        // Of an async function, which is not waited for.
        if (done instanceof Promise) done.catch(note);
      } catch (error) {
        note(error);
      }
    };
    for (const listener of listeners) attempt(listener);
    listeners.clear();
    for (const server of servers) attempt(() => server.retire?.());
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const close = async (server: DrainableServer) => server.close();
    const closed = Promise.all(servers.map((server) => close(server).catch(note)));
    refuses = isWatch;
    end(isWatch);
    ending.abort(shuttingDown());
    const refuseAll = () => {
      refuses = () => true;
    };
    if (servers.length === 0) refuseAll();
    const stragglers = setTimeout(refuseAll, stragglersMs);
    await within(graceMs, closed.then(empty));
    clearTimeout(stragglers);
    refuseAll();
    end(() => true);
    // Their callers have their answer; what is left winds up.
    await within(windUpMs, closed.then(empty));
    for (const server of servers) attempt(() => server.destroy());
    if (failures.length > 1) throw new AggregateError(failures, "Several things failed in a drain");
    if (failures.length > 0) throw failures[0];
  }

  /** Resolves when no call is left. */
  function empty(): Promise<void> {
    if (calls.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      onEmpty = resolve;
    });
  }
}

/** A stream of answers to one request has no end of its own. */
function isWatch({ method }: Call): boolean {
  return method.methodKind === "server_streaming";
}

async function within(ms: number, done: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([done, promise]);
  clearTimeout(timer);
}

function shuttingDown(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The server is shutting down", {
    reason: "SHUTTING_DOWN",
    retryAfterMs: 1_000,
  });
}
