import {
  type AuthenticateOptions,
  type Authenticator,
  authenticate,
  bearerToken,
  isServiceError,
  type Middleware,
  unauthenticated,
} from "@org/user-core";
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { keySourceOf } from "./key-source.ts";
import type { JwtOptions } from "./options.ts";
import { scopesOf, subjectOf } from "./principal-of-claims.ts";

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
  const verify = createVerifier(options);
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

interface Verified {
  readonly claims: JWTPayload;
  /** When it is no longer taken, in Unix milliseconds. */
  readonly expiresAt: number;
}

function createVerifier(options: JwtOptions): (token: string) => Promise<Verified | undefined> {
  const { clockToleranceSeconds = 30, type } = options;
  if (!Number.isFinite(clockToleranceSeconds) || clockToleranceSeconds < 0) {
    throw new TypeError("clockToleranceSeconds must be a number of 0 or more");
  }
  if (type === "") throw new TypeError("type is not named");
  const keyOf: JWTVerifyGetKey = keySourceOf(options);
  const issuers = namesIn("issuer", options.issuer);
  const checks = {
    algorithms: [...options.algorithms],
    issuer: issuers,
    audience: namesIn("audience", options.audience),
    clockTolerance: clockToleranceSeconds,
    // What jose checks only where it is.
    requiredClaims: ["exp"],
    ...(type !== undefined && { typ: type }),
  };

  return async (token) => {
    try {
      // Another's token leads to no fetch of keys, and is nobody's where they can't be had: it may be
      // known to the next authenticator. What it says is believed only once it is verified.
      if (!issuers.includes(decodeJwt(token).iss ?? "")) return undefined;
      const { payload } = await jwtVerify(token, keyOf, checks);
      // Required above.
      const { exp = 0 } = payload;
      return { claims: payload, expiresAt: (exp + clockToleranceSeconds) * 1_000 };
    } catch (error) {
      if (isServiceError(error)) throw error;
      if (error instanceof errors.JWTExpired) throw unauthenticated("TOKEN_EXPIRED");
      // Whatever else is wrong: jose's errors have the claims in them, and go no further.
      return undefined;
    }
  };
}

function namesIn(option: string, names: string | readonly string[]): string[] {
  const list = typeof names === "string" ? [names] : [...names];
  if (list.length > 0 && !list.includes("")) return list;
  // jose would check nothing of the claim, or that it is empty.
  throw new TypeError(`${option} is not named`);
}
