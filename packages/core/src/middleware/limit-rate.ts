import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { overloaded } from "./overloaded.ts";
import { peerNetwork } from "./peer-network.ts";
import { createTokenBuckets } from "./token-buckets.ts";

/** Options of {@link limitRate}. */
export interface RateLimit {
  /** Calls that each may begin a second, over time. */
  readonly perSecond: number;
  /** Calls that each may begin at once after a pause. Default: `perSecond`, at least 1. */
  readonly burst?: number;
  /**
   * Whom a call counts for; `undefined` for nobody. Default: its principal's name, else its peer's
   * address without the port, of IPv6 the /64 network.
   */
  readonly keyOf?: (call: Call) => string | undefined;
  /**
   * For how many to keep count at a time. Beyond it those forgotten who have been
   * quiet the longest. Default: 10,000.
   */
  readonly maxKeys?: number;
}

/**
 * Refuses calls of those who call too often, with RESOURCE_EXHAUSTED, reason
 * RATE_LIMITED, and the time until they may again in `retryAfterMs`: a token
 * bucket for each. A stream counts when it begins.
 *
 * Of many instances each counts by itself.
 */
export function limitRate(limit: RateLimit): Middleware {
  const { perSecond, burst = Math.max(perSecond, 1), keyOf = callerOf, maxKeys = 10_000 } = limit;
  const buckets = createTokenBuckets({ perSecond, burst, maxKeys });

  return (call, proceed) => {
    const key = keyOf(call);
    const retryAfterMs = key === undefined ? 0 : buckets.take(key);
    if (retryAfterMs === 0) return proceed();
    return Promise.reject(overloaded("Too many calls", { reason: "RATE_LIMITED", retryAfterMs }));
  };
}

function callerOf({ principal, peer }: Call): string {
  return principal === undefined ? `peer ${peerNetwork(peer)}` : `principal ${principal.name}`;
}
