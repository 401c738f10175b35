import { copyText } from "../copy-text.ts";

/** Options of {@link createTokenBuckets}. */
export interface TokenBucketOptions {
  /** Tokens that come into each bucket in a second. */
  readonly perSecond: number;
  /** Tokens that a bucket holds. */
  readonly burst: number;
  /** How many buckets are kept at most; beyond it those unused for the longest are forgotten, which fills them. */
  readonly maxKeys: number;
}

/** A token bucket for each key. */
export interface TokenBuckets {
  /** Takes a token; or tells in how many milliseconds there will be one. 0: taken. */
  take(key: string): number;
  /** Fills a bucket. */
  refill(key: string): void;
}

interface Bucket {
  readonly key: string;
  tokens: number;
  /** When `tokens` was right, in milliseconds. */
  at: number;
}

/**
 * Makes full buckets.
 *
 * @throws RangeError if there would never be a token.
 */
export function createTokenBuckets({
  perSecond,
  burst,
  maxKeys,
}: TokenBucketOptions): TokenBuckets {
  if (!(perSecond > 0 && burst >= 1 && maxKeys >= 1)) {
    throw new RangeError("A limit must let somebody pass");
  }
  // The order of insertion is the order of use.
  const buckets = new Map<string, Bucket>();
  const keysLeft = maxKeys - Math.floor(maxKeys / 100);

  function bucketOf(key: string, now: number): Bucket {
    const known = buckets.get(key);
    if (known === undefined) return { key: copyText(key), tokens: burst, at: now };
    const earned = ((now - known.at) / 1_000) * perSecond;
    return { key: known.key, tokens: Math.min(known.tokens + earned, burst), at: now };
  }

  // A hundredth at a time: whoever looks for the oldest steps over all that were deleted before it.
  // (One iterator for all times would have each table in memory that the map has outgrown since.)
  function forgetOldest(): void {
    for (const key of buckets.keys()) {
      if (buckets.size <= keysLeft) return;
      buckets.delete(key);
    }
  }

  return {
    take(key) {
      const bucket = bucketOf(key, performance.now());
      buckets.delete(key);
      buckets.set(bucket.key, bucket);
      if (buckets.size > maxKeys) forgetOldest();
      if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1_000);
      bucket.tokens -= 1;
      return 0;
    },
    refill: (key) => void buckets.delete(key),
  };
}
