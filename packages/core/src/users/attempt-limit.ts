import { createTokenBuckets } from "../middleware/token-buckets.ts";
import type { Call } from "../rpc/call.ts";

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
  /**
   * Counts a try. 0 if it may be made, else the milliseconds until it may. The
   * call it came with tells more of who tries: headers of a proxy, a principal.
   */
  take(attempt: Attempt, call: Call): Promise<number> | number;
  /** The password was right: earlier tries for this email count no more. */
  succeeded(attempt: Attempt): Promise<void> | void;
}

/** Options of {@link createAttemptLimit}. */
export interface AttemptLimitOptions {
  /** Tries for one email at once, and how many more come with each minute. Default: 10 and 10. */
  readonly perEmail?: { readonly burst: number; readonly perMinute: number };
  /** The same of one peer, which may be a server that signs in many. Default: 1,000 and 6,000. */
  readonly perPeer?: { readonly burst: number; readonly perMinute: number };
  /**
   * Who such a peer is; `undefined` for nobody. Default: the client's address without the port, of
   * IPv6 the /64 network. In process and behind a proxy that is one and the same for everybody, so
   * that one who tries much keeps all others out: `trustProxies` knows better there, or say here
   * whom a try is for. Of an IPv6 address take the first four groups; the others are the client's
   * to choose.
   */
  readonly keyOf?: (call: Call) => string | undefined;
  /** For how many emails, and peers, to keep count at a time. Default: 100,000. */
  readonly maxKeys?: number;
}

/**
 * Counts tries in this process alone.
 *
 * @example
 * // No peer is a server that signs in many.
 * const perPeer = { burst: 100, perMinute: 60 };
 * createUserService({ store, attempts: createAttemptLimit({ perPeer }) });
 */
export function createAttemptLimit(options: AttemptLimitOptions = {}): AttemptLimit {
  const {
    perEmail = { burst: 10, perMinute: 10 },
    perPeer = { burst: 1_000, perMinute: 6_000 },
    keyOf,
    maxKeys = 100_000,
  } = options;
  const buckets = ({ burst, perMinute }: typeof perEmail) =>
    createTokenBuckets({ burst, perSecond: perMinute / 60, maxKeys });
  const emails = buckets(perEmail);
  const peers = buckets(perPeer);
  return {
    take({ emailKey, peer }, call) {
      const key = keyOf === undefined ? peer : keyOf(call);
      // One of a peer that is over its limit does not count for the email too.
      return (key === undefined ? 0 : peers.take(key)) || emails.take(emailKey);
    },
    succeeded: ({ emailKey }) => emails.refill(emailKey),
  };
}
