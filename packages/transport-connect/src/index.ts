export type { ConnectClientOptions } from "./client.ts";
export { createConnectClient } from "./client.ts";
export type { ConnectRoutesOptions } from "./connect-routes.ts";
export { connectRoutes } from "./connect-routes.ts";
export type { Cors } from "./cors.ts";
export type { FetchHandlerOptions } from "./create-fetch-handler.ts";
export { createFetchHandler } from "./create-fetch-handler.ts";
export type { ServiceOptions } from "./create-service.ts";
export type { RequestLimits } from "./route.ts";
