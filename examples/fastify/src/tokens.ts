import { createHash } from "node:crypto";
import type { Principal } from "@org/user-core";

/** Whose tokens the app takes: a gateway would ask a database. */
export type Tokens = ReadonlyMap<string, Principal>;

/** Who sends this `authorization`; `undefined` for nobody known. */
export type CallerOf = (authorization: string | undefined) => Principal | undefined;

/**
 * Knows callers by tokens. They are looked up by digest, as `staticTokens` compares them, so that
 * the time taken tells nothing of a token.
 */
export function createTokens(tokens: Tokens): CallerOf {
  const principals = new Map(
    Array.from(tokens, ([token, principal]) => [digestOf(token), principal] as const),
  );
  return (authorization) =>
    principals.get(digestOf(authorization?.replace(/^Bearer +/i, "") ?? ""));
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
