import type { Principal } from "@org/user-core";
import type { JWTPayload } from "jose";

/** Whom a token stands for if nobody says otherwise: its subject. */
export function subjectOf({ sub }: JWTPayload): Principal | undefined {
  return typeof sub === "string" && sub !== "" ? { name: sub } : undefined;
}

/**
 * The scopes in a token: words of `scope` (RFC 8693, section 4.2), and of `scp`,
 * which others write as a list or as words.
 */
export function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  return [...wordsOf(scope), ...wordsOf(scp)];
}

function wordsOf(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(" ").filter((word) => word !== "");
  return Array.isArray(claim) ? claim.filter((word) => typeof word === "string") : [];
}
