import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** Tokens that were verified a moment ago. */
export interface VerifiedTokens {
  /** Whether this very token was, and has not expired since. */
  has(token: string): boolean;
  /** Remembers one that has just been, until it expires at this time in Unix milliseconds. */
  add(token: string, expiresAt: number): void;
}

/** For how long, and how many. */
export interface Remembering {
  readonly rememberMs?: number;
  readonly maxRemembered?: number;
}

/** What is known of a token. Being used again makes it no younger. */
interface Verified {
  /** In the time of `performance.now()`, which nobody sets back. */
  readonly goodUntil: number;
  /** In Unix milliseconds, and no later than `goodUntil`: that clock stands still while a machine sleeps. */
  readonly expiresAt: number;
}

/**
 * Makes a memory of tokens that were verified, so that one which comes with each
 * call does not cost its signature each time. It says yes for as long as it was
 * told to and then no, until the token is verified again by the keys there are.
 *
 * It holds digests and times: nothing in it could be presented, and no claim can
 * be read there. Tokens that were refused are not in it, so that nobody fills it
 * with guesses, and one whose key appears is not kept out.
 *
 * @throws TypeError for a time that is none, or a number of tokens that is none.
 */
export function createVerifiedTokens(options: Remembering): VerifiedTokens {
  const { rememberMs = 30_000, maxRemembered = 10_000 } = options;
  for (const [name, value] of Object.entries({ rememberMs, maxRemembered })) {
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new TypeError(`${name} must be a number of 0 or more`);
    }
  }
  if (rememberMs === 0 || maxRemembered < 1) return { has: () => false, add() {} };
  // The order of insertion is the order of use.
  const tokens = new Map<string, Verified>();
  const tokensLeft = maxRemembered - Math.floor(maxRemembered / 100);

  // A hundredth at a time: whoever looks for the oldest steps over all that were deleted before it.
  function forgetUnused(): void {
    for (const key of tokens.keys()) {
      if (tokens.size <= tokensLeft) return;
      tokens.delete(key);
    }
  }

  return {
    has(token) {
      const key = digestOf(token);
      const verified = tokens.get(key);
      if (verified === undefined) return false;
      tokens.delete(key);
      const { goodUntil, expiresAt } = verified;
      if (!(performance.now() < goodUntil && Date.now() < expiresAt)) return false;
      tokens.set(key, verified);
      return true;
    },
    add(token, expiresAt) {
      const key = digestOf(token);
      tokens.delete(key);
      tokens.set(key, {
        goodUntil: performance.now() + rememberMs,
        expiresAt: Math.min(expiresAt, Date.now() + rememberMs),
      });
      if (tokens.size > maxRemembered) forgetUnused();
    },
  };
}

/** Its SHA-256, one character a byte. All of the token: header, claims and signature. */
function digestOf(token: string): string {
  return String.fromCharCode(...sha256(utf8ToBytes(token)));
}
