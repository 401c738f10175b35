import { isServiceError, ServiceError, type StatusCode } from "@org/user-core";
import { copyError } from "./copy-error.ts";

/** What goes wrong: a status code, for an error as the service itself has it, or the error. */
export type Failure = StatusCode | ServiceError;

type Sample = readonly [message: string, reason: string, retryAfterMs?: number];

const samples = {
  CANCELLED: ["Call cancelled", "CANCELLED"],
  UNKNOWN: ["Unknown error", "UNKNOWN"],
  INVALID_ARGUMENT: ["The request is invalid", "INVALID_REQUEST"],
  DEADLINE_EXCEEDED: ["Deadline exceeded", "DEADLINE_EXCEEDED"],
  NOT_FOUND: ["User not found", "USER_NOT_FOUND"],
  ALREADY_EXISTS: ["Email already registered", "EMAIL_TAKEN"],
  PERMISSION_DENIED: ["Permission denied", "PERMISSION_DENIED"],
  RESOURCE_EXHAUSTED: ["Too many calls", "OVERLOADED", 1_000],
  FAILED_PRECONDITION: ["User is not active", "USER_INACTIVE"],
  ABORTED: ["User is at another revision", "REVISION_MISMATCH"],
  OUT_OF_RANGE: ["The updates after this point are no longer kept", "RESUME_POINT_EXPIRED"],
  UNIMPLEMENTED: ["Not implemented", "UNIMPLEMENTED"],
  INTERNAL: ["Internal error", "INTERNAL"],
  UNAVAILABLE: ["The store is not available", "STORE_UNAVAILABLE", 1_000],
  DATA_LOSS: ["The store is damaged", "STORE_UNAVAILABLE"],
  UNAUTHENTICATED: ["Invalid token", "TOKEN_INVALID"],
} as const satisfies Record<StatusCode, Sample>;

/**
 * The error that a failure stands for, a copy.
 *
 * @throws TypeError if it is neither a status code nor a `ServiceError`.
 */
export function injectedError(failure: Failure): ServiceError {
  if (isServiceError(failure)) return copyError(failure);
  const sample: Sample | undefined = Object.hasOwn(samples, failure) ? samples[failure] : undefined;
  if (sample === undefined) throw new TypeError(`${String(failure)} is not a status code`);
  const [message, reason, retryAfterMs] = sample;
  const later = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ServiceError(failure, message, { reason, ...later });
}
