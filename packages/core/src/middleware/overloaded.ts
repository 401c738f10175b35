import { ServiceError } from "../rpc/service-error.ts";

/** RESOURCE_EXHAUSTED for a call that there is no room for now. */
export function overloaded(
  message: string,
  options: { readonly reason?: "OVERLOADED" | "RATE_LIMITED"; readonly retryAfterMs: number },
): ServiceError {
  const { reason = "OVERLOADED", retryAfterMs } = options;
  return new ServiceError("RESOURCE_EXHAUSTED", message, { reason, retryAfterMs });
}
