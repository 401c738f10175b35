import { type FieldViolation, ServiceError } from "../rpc/service-error.ts";

/** INVALID_ARGUMENT with one sentence for the whole request. */
export function invalidRequest(
  message: string,
  fieldViolations: readonly FieldViolation[] = [],
): ServiceError {
  return new ServiceError("INVALID_ARGUMENT", message, {
    reason: "INVALID_REQUEST",
    fieldViolations,
  });
}

/** More than a person reads; an error has to fit into trailers. */
const maxViolations = 16;

/** INVALID_ARGUMENT naming the fields at fault, the first 16 of them. */
export function invalidFields(fieldViolations: readonly FieldViolation[]): ServiceError {
  const named = fieldViolations.slice(0, maxViolations);
  const message = named.map((each) => `${each.field}: ${each.description}`).join("; ");
  const more = fieldViolations.length - named.length;
  return invalidRequest(more === 0 ? message : `${message}; and ${more} more`, named);
}

/** NOT_FOUND for an id. */
export function userNotFound(userId: number): ServiceError {
  return new ServiceError("NOT_FOUND", `User ${userId} not found`, {
    reason: "USER_NOT_FOUND",
    metadata: { user_id: String(userId) },
  });
}

/** NOT_FOUND for an email, which it does not repeat. */
export function emailNotFound(): ServiceError {
  return new ServiceError("NOT_FOUND", "User not found", { reason: "USER_NOT_FOUND" });
}

/** ALREADY_EXISTS for an email. */
export function emailTaken(): ServiceError {
  return new ServiceError("ALREADY_EXISTS", "Email already registered", { reason: "EMAIL_TAKEN" });
}

/** ALREADY_EXISTS for a request id that came with other content. */
export function requestIdReused(): ServiceError {
  return new ServiceError("ALREADY_EXISTS", "Request id already used with other content", {
    reason: "REQUEST_ID_REUSED",
  });
}

/** UNAUTHENTICATED for a wrong password, an unknown email and a user without a password alike. */
export function invalidCredentials(): ServiceError {
  return new ServiceError("UNAUTHENTICATED", "Wrong email or password", {
    reason: "INVALID_CREDENTIALS",
  });
}

/** FAILED_PRECONDITION for the right password of a user who is not active. */
export function userInactive(): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", "User is inactive", { reason: "USER_INACTIVE" });
}

/** RESOURCE_EXHAUSTED for passwords that are tried too often. */
export function tooManyAttempts(retryAfterMs: number): ServiceError {
  return new ServiceError("RESOURCE_EXHAUSTED", "Too many attempts", {
    reason: "TOO_MANY_ATTEMPTS",
    retryAfterMs,
  });
}

/** ABORTED for an expected revision that no longer holds. */
export function revisionMismatch(currentRevision: bigint): ServiceError {
  return new ServiceError("ABORTED", `User is at revision ${currentRevision}`, {
    reason: "REVISION_MISMATCH",
    metadata: { current_revision: String(currentRevision) },
  });
}

/** OUT_OF_RANGE for a position before the kept log. */
export function resumePointExpired(): ServiceError {
  return new ServiceError("OUT_OF_RANGE", "The updates after this point are no longer kept", {
    reason: "RESUME_POINT_EXPIRED",
  });
}

/** FAILED_PRECONDITION for a token that another store gave. */
export function resumeTokenForeign(): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", "The resume token is of another store", {
    reason: "RESUME_TOKEN_FOREIGN",
  });
}

/** FAILED_PRECONDITION for a position that the log of all users never reached. */
export function logNeverReached(): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", "The log has not reached this point", {
    reason: "RESUME_POINT_AHEAD",
  });
}

/** FAILED_PRECONDITION for a position the user has not reached. */
export function resumePointAhead(currentRevision: bigint): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", `User is only at revision ${currentRevision}`, {
    reason: "RESUME_POINT_AHEAD",
    metadata: { current_revision: String(currentRevision) },
  });
}
