import type { StatusCode } from "@org/user-core";

/** An error in plain data. */
export interface Failure {
  readonly code: StatusCode;
  readonly reason: string;
  /** In the words of the contract; `undefined` where it leaves them open. */
  readonly message?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields at fault, sorted. */
  readonly fields: readonly string[];
  readonly domain: string;
  /** When a later try may work, in milliseconds; `undefined` where none would. */
  readonly retryAfterMs: number | undefined;
}

/** How a call came out. */
export type Outcome<T> = { readonly value: T } | { readonly error: Failure };

interface Options {
  readonly message?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly fields?: readonly string[];
}

function failed(code: StatusCode, reason: string, options: Options = {}) {
  const { message, metadata = {} } = options;
  const fields = (options.fields ?? []).toSorted();
  const domain = "userservice";
  return { error: { code, reason, message, metadata, fields, domain, retryAfterMs: undefined } };
}

/** INVALID_ARGUMENT for these fields. */
export function invalidFields(...fields: readonly string[]): { readonly error: Failure } {
  return failed("INVALID_ARGUMENT", "INVALID_REQUEST", { fields });
}

/** INVALID_ARGUMENT for a user without an email or a name. */
export function emailAndNameRequired(fields: readonly string[]): { readonly error: Failure } {
  const message = "Email and name are required";
  return failed("INVALID_ARGUMENT", "INVALID_REQUEST", { message, fields });
}

/** NOT_FOUND for an id. */
export function userNotFound(userId: number): { readonly error: Failure } {
  return failed("NOT_FOUND", "USER_NOT_FOUND", {
    message: `User ${userId} not found`,
    metadata: { user_id: String(userId) },
  });
}

/** NOT_FOUND for an email. */
export function emailNotFound(): { readonly error: Failure } {
  return failed("NOT_FOUND", "USER_NOT_FOUND");
}

/** ALREADY_EXISTS for an email. */
export function emailTaken(): { readonly error: Failure } {
  return failed("ALREADY_EXISTS", "EMAIL_TAKEN", { message: "Email already registered" });
}

/** ALREADY_EXISTS for a request id with other content. */
export function requestIdReused(): { readonly error: Failure } {
  return failed("ALREADY_EXISTS", "REQUEST_ID_REUSED");
}

/** ABORTED for an expected revision that no longer holds. */
export function revisionMismatch(current: bigint): { readonly error: Failure } {
  const metadata = { current_revision: String(current) };
  return failed("ABORTED", "REVISION_MISMATCH", { metadata });
}

/** FAILED_PRECONDITION for a revision that a user has not reached. */
export function resumePointAhead(current: bigint): { readonly error: Failure } {
  const metadata = { current_revision: String(current) };
  return failed("FAILED_PRECONDITION", "RESUME_POINT_AHEAD", { metadata });
}

/** OUT_OF_RANGE for a revision whose updates are forgotten. */
export function resumePointExpired(): { readonly error: Failure } {
  return failed("OUT_OF_RANGE", "RESUME_POINT_EXPIRED");
}

/** FAILED_PRECONDITION for a resume token of another store. */
export function resumeTokenForeign(): { readonly error: Failure } {
  return failed("FAILED_PRECONDITION", "RESUME_TOKEN_FOREIGN");
}

/** CANCELLED by the caller. */
export function cancelled(): { readonly error: Failure } {
  return failed("CANCELLED", "CANCELLED");
}
