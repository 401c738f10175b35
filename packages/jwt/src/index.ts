export { jwtAuthentication, jwtAuthenticator } from "./jwt-authentication.ts";
export type { JwtChecks, JwtKeySource, JwtOptions, RemoteKeyOptions } from "./options.ts";
