export { serveHandlers } from "./call-contract/context.ts";
export { callContract } from "./call-contract/index.ts";
export type { Lack, Serve, Served } from "./serve.ts";
export type { ServiceFactory } from "./service-contract/context.ts";
export { userServiceContract } from "./service-contract/index.ts";
export type { StoreFactory, StoreUnderTest } from "./store-contract/context.ts";
export { userStoreContract } from "./store-contract/index.ts";
