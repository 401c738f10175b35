import type { Principal } from "@org/user-core";

/** Who sends this `authorization`; `undefined` for nobody known. */
export type CallerOf = (authorization: string | null) => Principal | undefined;

/** Knows callers by tokens, for every service of the server. */
export function createTokens(tokens: ReadonlyMap<string, string>): CallerOf {
  return (authorization) => {
    const name = tokens.get(authorization?.replace(/^Bearer /, "") ?? "");
    return name === undefined ? undefined : { name };
  };
}
