import type { Call } from "./call.ts";
import { isServiceError, ServiceError } from "./service-error.ts";

/**
 * The error itself if it is a `ServiceError`, else INTERNAL with the call's id
 * and no more. Every INTERNAL has the id of its call.
 */
export function toServiceError(error: unknown, call: Call): ServiceError {
  const known = isServiceError(error);
  if (known && (error.code !== "INTERNAL" || error.requestId !== undefined)) return error;
  return new ServiceError("INTERNAL", "Internal error", {
    reason: "INTERNAL",
    requestId: call.id,
    cause: known ? (error.cause ?? error) : error,
  });
}
