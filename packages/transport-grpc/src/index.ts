export { addServices } from "./add-services.ts";
export type { ClientTls, GrpcClient, GrpcClientOptions } from "./client.ts";
export { createGrpcClient } from "./client.ts";
export { drainable } from "./drainable.ts";
export { serviceInterceptor } from "./interceptor.ts";
export type { ServerLimits } from "./server-options.ts";
export { serverOptions } from "./server-options.ts";
