import {
  type Authenticator,
  authenticate,
  clientCertificates,
  type Middleware,
  requireScopes,
  tokenAuthenticator,
  userScopes,
} from "@org/user-core";
import type { JwtOptions } from "@org/user-jwt";
import type { ServeOptions } from "./options.ts";

/**
 * Who is let in: those with a token of either kind where there are tokens; else
 * with mutual TLS whoever has a certificate; else everybody.
 *
 * @param onError told when keys could not be fetched and those known go on.
 */
export async function authenticationOf(
  { authTokens, jwt, tlsCa }: ServeOptions,
  onError: (error: unknown) => void,
): Promise<Middleware[]> {
  const authenticators: Authenticator[] = [
    ...(authTokens.length > 0 ? [tokenAuthenticator(authTokens.map(operatorsToken))] : []),
    ...(jwt === undefined ? [] : [await jwtAuthenticatorOf({ ...jwt, onError })]),
  ];
  if (authenticators.length > 0) return [authenticate(authenticators)];
  return tlsCa === undefined ? [] : [clientCertificates()];
}

/** Not loaded where there are no such tokens: the server is to start quickly. */
async function jwtAuthenticatorOf(options: JwtOptions): Promise<Authenticator> {
  const { jwtAuthenticator } = await import("@org/user-jwt");
  return jwtAuthenticator(options);
}

/** What they may do: everything, unless scopes are asked for. */
export function authorizationOf(options: ServeOptions): Middleware[] {
  return options.requireScopes ? [requireScopes(userScopes)] : [];
}

/** Whoever starts the server may do everything. */
const everyScope = [...new Set(Object.values(userScopes))].filter((scope) => scope !== undefined);

function operatorsToken(token: string, index: number) {
  return { token, principal: { name: `token ${index + 1}`, scopes: everyScope } };
}
