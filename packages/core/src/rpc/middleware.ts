import type { Call } from "./call.ts";

/**
 * A layer round the whole call, first listed outermost.
 *
 * `proceed` settles when the RPC has ended, for a stream when its last message
 * is out, and rejects if it failed: with a `ServiceError` if the handler did.
 * What a middleware throws instead of proceeding is the call's error, before
 * any message is read. A call that is cancelled ends for its caller at once;
 * what a middleware does afterwards changes nothing of its answer.
 *
 * @example
 * const timed: Middleware = async (call, proceed) => {
 *   const start = performance.now();
 *   await proceed().finally(() => console.log(call.method.name, performance.now() - start));
 * };
 */
export type Middleware = (call: Call, proceed: () => Promise<void>) => Promise<void>;

/** Makes one function of a list of middleware and what they surround. */
export function compose<C extends Call, IO>(
  middleware: readonly Middleware[],
  innermost: (call: C, io: IO) => Promise<void>,
): (call: C, io: IO) => Promise<void> {
  return middleware.reduceRight<(call: C, io: IO) => Promise<void>>(
    (inner, outer) => (call, io) => outer(call, () => inner(call, io)),
    innermost,
  );
}
