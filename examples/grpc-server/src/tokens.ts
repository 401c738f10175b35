import { createHash } from "node:crypto";
import type { Principal } from "@org/user-core";

/** Who sends this `authorization`; `undefined` for nobody known. */
export type CallerOf = (authorization: string | null | undefined) => Principal | undefined;

/**
 * Knows callers by tokens, for every service of the server. They are looked up by digest, as
 * `staticTokens` compares them, so that the time taken tells nothing of a token.
 */
export function createTokens(tokens: ReadonlyMap<string, string>): CallerOf {
  const principals = new Map(
    Array.from(tokens, ([token, name]) => [digestOf(token), { name }] as const),
  );
  return (authorization) =>
    principals.get(digestOf(authorization?.replace(/^Bearer +/i, "") ?? ""));
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
