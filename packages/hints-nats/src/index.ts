export type { NatsHintsOptions } from "./hint-carrier.ts";
export { createNatsHints } from "./hint-carrier.ts";
