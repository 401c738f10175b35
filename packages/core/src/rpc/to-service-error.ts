import type { Call } from "./call.ts";
import { isServiceError, ServiceError } from "./service-error.ts";
import { withholdSecrets } from "./withhold-secrets.ts";

/**
 * The error itself if it is a `ServiceError`, else INTERNAL with the call's id
 * and no more. Every INTERNAL has the id of its call. Neither the error nor its
 * causes hold the call's token or what looks like a secret.
 */
export function toServiceError(thrown: unknown, call: Call): ServiceError {
  const error = withholdSecrets(thrown, tokenOf(call));
  const known = isServiceError(error);
  if (known && (error.code !== "INTERNAL" || error.requestId !== undefined)) return error;
  return new ServiceError("INTERNAL", "Internal error", {
    reason: "INTERNAL",
    requestId: call.id,
    cause: known ? (error.cause ?? error) : error,
  });
}

/** The call's `authorization`, and what of it is the secret. */
function tokenOf({ requestHeaders }: Call): string[] {
  const header = requestHeaders.get("authorization");
  return header === null ? [] : [header.replace(/^\S+ +/, "")];
}
