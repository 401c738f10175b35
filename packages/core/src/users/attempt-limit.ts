import { createTokenBuckets } from "../middleware/token-buckets.ts";

/** Who tries to sign in. */
export interface Attempt {
  /** Canonical form of the email, known or not. */
  readonly emailKey: string;
  /** The client's address, or network. */
  readonly peer: string;
}

/**
 * Limits how often passwords may be tried. One that keeps its counts where all
 * instances see them makes the limit theirs together.
 */
export interface AttemptLimit {
  /** Counts a try. 0 if it may be made, else the milliseconds until it may. */
  take(attempt: Attempt): Promise<number> | number;
  /** The password was right: earlier tries for this email count no more. */
  succeeded(attempt: Attempt): Promise<void> | void;
}

/** Options of {@link createAttemptLimit}. */
export interface AttemptLimitOptions {
  /** Tries for one email at once, and how many more come with each minute. Default: 10 and 10. */
  readonly perEmail?: { readonly burst: number; readonly perMinute: number };
  /** The same of one peer, which may be a server that signs in many. Default: 1,000 and 6,000. */
  readonly perPeer?: { readonly burst: number; readonly perMinute: number };
  /** For how many emails, and peers, to keep count at a time. Default: 100,000. */
  readonly maxKeys?: number;
}

/** Counts tries in this process alone. */
export function createAttemptLimit(options: AttemptLimitOptions = {}): AttemptLimit {
  const {
    perEmail = { burst: 10, perMinute: 10 },
    perPeer = { burst: 1_000, perMinute: 6_000 },
    maxKeys = 100_000,
  } = options;
  const buckets = ({ burst, perMinute }: typeof perEmail) =>
    createTokenBuckets({ burst, perSecond: perMinute / 60, maxKeys });
  const emails = buckets(perEmail);
  const peers = buckets(perPeer);
  return {
    // One of a peer that is over its limit does not count for the email too.
    take: ({ emailKey, peer }) => peers.take(peer) || emails.take(emailKey),
    succeeded: ({ emailKey }) => emails.refill(emailKey),
  };
}
