import { type Admission, limitCalls, limitRate, type Middleware, shedLoad } from "@org/user-core";
import type { Logger } from "pino";
import type { ServeOptions } from "./options.ts";

/** Within these, what is more than the server can do at a time is refused. */
export interface LoadLimits {
  /** Before anything else: what it refuses is not even logged, call by call. */
  readonly admit: Admission;
  /** After authentication, so that who is not let in takes nobody's place. */
  readonly middleware: readonly Middleware[];
}

/** How often the log says how many calls were refused, in milliseconds. */
const countMs = 1_000;

/**
 * Makes the limits that the options set.
 *
 * @param onOverload told again and again, by how many calls at once, while the server is overloaded.
 */
export function loadLimits(
  options: ServeOptions,
  log: Logger,
  onOverload: (calls: number) => void,
): LoadLimits {
  const { maxCalls, maxStreams, maxStreamsPerPrincipal, rateLimit } = options;
  const rate = rateLimit === undefined ? [] : [limitRate({ perSecond: rateLimit })];
  return {
    admit: shedLoad({ onOverload, onRefused: countedInLog(log) }),
    middleware: [...rate, limitCalls({ maxCalls, maxStreams, maxStreamsPerPrincipal })],
  };
}

/** One line for all calls of a second: to log each would cost more than to refuse it. */
function countedInLog(log: Logger): () => void {
  let refused = 0;
  const tell = () => {
    log.warn({ refused }, "too busy: calls refused");
    refused = 0;
  };
  return () => {
    if (refused === 0) setTimeout(tell, countMs).unref();
    refused += 1;
  };
}
