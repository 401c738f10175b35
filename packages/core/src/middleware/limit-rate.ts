import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { overloaded } from "./overloaded.ts";

/** Options of {@link limitRate}. */
export interface RateLimit {
  /** Calls that each may begin a second, over time. */
  readonly perSecond: number;
  /** Calls that each may begin at once after a pause. Default: `perSecond`, at least 1. */
  readonly burst?: number;
  /** Whom a call counts for; `undefined` for nobody. Default: its principal's name, else its peer's address. */
  readonly keyOf?: (call: Call) => string | undefined;
  /**
   * For how many to keep count at a time. Beyond it those forgotten who have been
   * quiet the longest. Default: 10,000.
   */
  readonly maxKeys?: number;
}

interface Bucket {
  tokens: number;
  /** When `tokens` was right, in milliseconds. */
  at: number;
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
  if (!(perSecond > 0 && burst >= 1 && maxKeys >= 1))
    throw new RangeError("The limit lets nobody call");
  // The order of insertion is the order of use.
  const buckets = new Map<string, Bucket>();

  function bucketOf(key: string, now: number): Bucket {
    const known = buckets.get(key);
    if (known === undefined) return { tokens: burst, at: now };
    buckets.delete(key);
    const earned = ((now - known.at) / 1_000) * perSecond;
    return { tokens: Math.min(known.tokens + earned, burst), at: now };
  }

  /** Milliseconds until the call may begin, 0 if it may now. */
  function take(key: string): number {
    const bucket = bucketOf(key, performance.now());
    buckets.set(key, bucket);
    if (buckets.size > maxKeys) buckets.delete(buckets.keys().next().value ?? key);
    if (bucket.tokens < 1) return ((1 - bucket.tokens) / perSecond) * 1_000;
    bucket.tokens -= 1;
    return 0;
  }

  return (call, proceed) => {
    const key = keyOf(call);
    const retryAfterMs = key === undefined ? 0 : Math.ceil(take(key));
    if (retryAfterMs === 0) return proceed();
    return Promise.reject(overloaded("Too many calls", { reason: "RATE_LIMITED", retryAfterMs }));
  };
}

function callerOf({ principal, peer }: Call): string {
  return principal === undefined ? `peer ${peer}` : `principal ${principal.name}`;
}
