import { isServiceError, unauthenticated } from "@org/user-core";
import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { keySourceOf } from "./key-source.ts";
import type { JwtOptions } from "./options.ts";
import { createVerifiedTokens } from "./verified-tokens.ts";

/** What a token says, which is true. */
export interface VerifiedToken {
  readonly claims: JWTPayload;
  /** When it is no longer taken, in Unix milliseconds. */
  readonly expiresAt: number;
}

/**
 * Makes what tells of a token what it says; `undefined` if it is none that is taken.
 * Throws a `ServiceError` for one that has expired, or whose key can't be had.
 *
 * @throws TypeError for options under which nothing or anything would be let in.
 */
export function createTokenVerifier(
  options: JwtOptions,
): (token: string) => Promise<VerifiedToken | undefined> {
  const { clockToleranceSeconds = 30, type } = options;
  if (!Number.isFinite(clockToleranceSeconds) || clockToleranceSeconds < 0) {
    throw new TypeError("clockToleranceSeconds must be a number of 0 or more");
  }
  if (type === "") throw new TypeError("type is not named");
  const keyOf = keySourceOf(options);
  const issuers = namesIn("issuer", options.issuer);
  const known = createVerifiedTokens(options);
  const checks = {
    algorithms: [...options.algorithms],
    issuer: issuers,
    audience: namesIn("audience", options.audience),
    clockTolerance: clockToleranceSeconds,
    // What jose checks only where it is.
    requiredClaims: ["exp"],
    ...(type !== undefined && { typ: type }),
  };

  const verifiedBy = (claims: JWTPayload): VerifiedToken => {
    // Required above.
    const { exp = 0 } = claims;
    return { claims, expiresAt: (exp + clockToleranceSeconds) * 1_000 };
  };

  return async (token) => {
    try {
      // Another's token leads to no fetch of keys, and is nobody's where they can't be had: it may be
      // known to the next authenticator. What it says is believed only once it is verified.
      const said = decodeJwt(token);
      if (!issuers.includes(said.iss ?? "")) return undefined;
      // These very characters were, so what they say is what was verified then.
      if (known.has(token)) return verifiedBy(said);
      const { payload } = await jwtVerify(token, keyOf, checks);
      const verified = verifiedBy(payload);
      known.add(token, verified.expiresAt);
      return verified;
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
