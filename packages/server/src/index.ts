export type { JwtServeOptions } from "./jwt-options.ts";
export type { ServeOptions } from "./options.ts";
export { parseServeOptions } from "./options.ts";
export type { Running } from "./serve.ts";
export { serve } from "./serve.ts";
export { UsageError } from "./usage-error.ts";
