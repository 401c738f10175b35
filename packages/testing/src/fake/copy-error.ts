import { type Call, isServiceError, ServiceError } from "@org/user-core";
import { copyMessage } from "./copy-message.ts";

/** A deep copy of an error; its cause, which is never sent, is the same. */
export function copyError(error: ServiceError): ServiceError {
  const { code, message, reason, domain, metadata, retryAfterMs, requestId, cause } = error;
  return new ServiceError(code, message, {
    reason,
    domain,
    metadata: { ...metadata },
    fieldViolations: error.fieldViolations.map((violation) => ({ ...violation })),
    otherDetails: error.otherDetails.map(copyMessage),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
    ...(cause !== undefined && { cause }),
  });
}

/** What the caller gets of what was thrown, as `invoke` makes it. */
export function callersError(error: unknown, call: Call): ServiceError {
  const known = isServiceError(error);
  if (known && (error.code !== "INTERNAL" || error.requestId !== undefined)) return error;
  return new ServiceError("INTERNAL", "Internal error", {
    reason: "INTERNAL",
    requestId: call.id,
    cause: known ? (error.cause ?? error) : error,
  });
}
