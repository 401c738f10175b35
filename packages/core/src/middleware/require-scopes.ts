import type { DescService } from "@bufbuild/protobuf";
import type { Middleware } from "../rpc/middleware.ts";
import { permissionDenied } from "./authorize.ts";
import { unauthenticated } from "./unauthenticated.ts";

/** The scope that each RPC of a service needs; `undefined` for none. */
export type ScopeTable<S extends DescService> = {
  readonly [K in keyof S["method"]]: string | undefined;
};

/**
 * Lets in calls whose principal has the scope that the RPC's row names, before
 * any message is read; others get PERMISSION_DENIED, reason SCOPE_MISSING, with
 * the scope in `metadata.scope`. No scope holds another. An RPC without a row
 * is for nobody. List it after the authenticator.
 *
 * @example
 * createUserService({ store, middleware: [authentication, requireScopes(userScopes)] });
 * @example
 * // A table of your own, which does not compile without a row for each RPC.
 * requireScopes<typeof UserService>({ ...userScopes, verifyPassword: "passwords:verify" });
 */
export function requireScopes<S extends DescService>(table: ScopeTable<S>): Middleware {
  const rows = new Map<string, string | undefined>(Object.entries(table));
  return ({ method, principal }, proceed) => {
    if (!rows.has(method.localName)) return Promise.reject(permissionDenied());
    const scope = rows.get(method.localName);
    if (scope === undefined || principal?.scopes?.includes(scope)) return proceed();
    const refusal = principal ? permissionDenied(scope) : unauthenticated("TOKEN_MISSING");
    return Promise.reject(refusal);
  };
}
