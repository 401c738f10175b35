import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { equalBytes } from "../equal-bytes.ts";
import type { Principal } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { type AuthenticateOptions, type Authenticator, authenticate } from "./authenticate.ts";
import { withoutScheme } from "./bearer-token.ts";

/** A token and whom it stands for. */
export interface StaticToken {
  readonly token: string;
  readonly principal: Principal;
}

/**
 * Lets in calls with one of these tokens in `authorization`, with or without
 * `Bearer` before it, and sets the call's principal; others get UNAUTHENTICATED
 * before any message is read. Tokens are compared as SHA-256 digests, every
 * candidate every time, so that the time taken tells nothing of them.
 */
export function staticTokens(
  tokens: readonly StaticToken[],
  options?: AuthenticateOptions,
): Middleware {
  return authenticate(tokenAuthenticator(tokens), options);
}

/** What {@link staticTokens} asks, to be asked together with others: `authenticate([tokenAuthenticator(tokens), other])`. */
export function tokenAuthenticator(tokens: readonly StaticToken[]): Authenticator {
  if (tokens.some(({ token }) => token === "")) throw new TypeError("A token must not be empty");
  const candidates = tokens.map(({ token, principal }) => ({ digest: digestOf(token), principal }));
  // Digests of whole headers that were let in. A lookup tells a guess apart only
  // from an exact match, as the answer does; and guesses are never kept.
  const digests = new Map<string, Uint8Array>();

  return ({ requestHeaders }) => {
    const header = requestHeaders.get("authorization");
    if (header === null) return undefined;
    const digest = digests.get(header) ?? digestOf(withoutScheme(header));
    let principal: Principal | undefined;
    for (const candidate of candidates) {
      if (equalBytes(candidate.digest, digest)) principal = candidate.principal;
    }
    if (principal && digests.size < maxDigests) digests.set(header, digest);
    return principal;
  };
}

const maxDigests = 1_000;

function digestOf(token: string): Uint8Array {
  return sha256(utf8ToBytes(token));
}
