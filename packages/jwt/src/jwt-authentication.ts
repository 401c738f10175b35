import {
  type AuthenticateOptions,
  type Authenticator,
  authenticate,
  bearerToken,
  type Middleware,
} from "@org/user-core";
import type { JwtOptions } from "./options.ts";
import { scopesOf, subjectOf } from "./principal-of-claims.ts";
import { createTokenVerifier } from "./token-verifier.ts";

/**
 * Lets in calls with a JSON Web Token in `authorization`, with or without
 * `Bearer` before it: signed with one of the algorithms by one of the keys, of
 * the issuer, for the audience, and with an `exp` that has not passed. Others
 * get UNAUTHENTICATED before any message is read, reason TOKEN_EXPIRED if all
 * but the time is right. Streams end when their token expires.
 *
 * UNAVAILABLE, reason KEYS_UNAVAILABLE, with `retryAfterMs` where keys have to be
 * fetched first and can't be.
 *
 * @throws TypeError for options under which nothing or anything would be let in.
 *
 * @example
 * jwtAuthentication({
 *   jwksUrl: "https://id.example.com/.well-known/jwks.json",
 *   algorithms: ["ES256"],
 *   issuer: "https://id.example.com",
 *   audience: "users",
 * });
 */
export function jwtAuthentication(options: JwtOptions, others?: AuthenticateOptions): Middleware {
  return authenticate(jwtAuthenticator(options), others);
}

/** What {@link jwtAuthentication} asks, to be asked together with others: `authenticate([jwtAuthenticator(options), other])`. */
export function jwtAuthenticator(options: JwtOptions): Authenticator {
  const { principal: principalOf = subjectOf } = options;
  const verify = createTokenVerifier(options);
  return async (call) => {
    const token = bearerToken(call);
    if (token === undefined || token.length > maxTokenLength || !compact.test(token)) {
      return undefined;
    }
    const verified = await verify(token);
    const principal = verified && (await principalOf(verified.claims));
    // The token's own scopes and end, so that who names a principal can't forget them, nor leave
    // them undefined.
    return (
      principal && {
        ...principal,
        scopes: principal.scopes ?? scopesOf(verified.claims),
        expiresAt: principal.expiresAt ?? verified.expiresAt,
      }
    );
  };
}

/** What is longer is not worth the time that it takes to check. */
const maxTokenLength = 8_192;

/** RFC 7515, section 3.1: three parts in base64url, and nothing besides. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;
