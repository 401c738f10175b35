import { type ErrorReason, ServiceError } from "../rpc/service-error.ts";

/** Why nobody was authenticated. */
export type AuthenticationReason = Extract<
  ErrorReason,
  "CERTIFICATE_MISSING" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING"
>;

const messages = {
  CERTIFICATE_MISSING: "Missing client certificate",
  TOKEN_EXPIRED: "The token has expired",
  TOKEN_INVALID: "Invalid token",
  TOKEN_MISSING: "Missing token",
} satisfies Record<AuthenticationReason, string>;

/** UNAUTHENTICATED, in the same words whoever found it out. */
export function unauthenticated(reason: AuthenticationReason): ServiceError {
  return new ServiceError("UNAUTHENTICATED", messages[reason], { reason });
}

/**
 * What `www-authenticate` says with the error: how to come back.
 *
 * Source: RFC 6750, section 3
 */
export const challenges: ReadonlyMap<string, string> = new Map([
  ["TOKEN_EXPIRED", 'Bearer error="invalid_token", error_description="The token has expired"'],
  ["TOKEN_INVALID", 'Bearer error="invalid_token"'],
  ["TOKEN_MISSING", "Bearer"],
]);
