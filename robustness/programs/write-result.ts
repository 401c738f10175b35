import { isServiceError, type StatusCode } from "@org/user-core";
import type { WriteResult } from "../history/records.ts";

/** Codes with which a handler says that it has written nothing. With any other it may have. */
const refusals: readonly StatusCode[] = [
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "ABORTED",
  "FAILED_PRECONDITION",
  "OUT_OF_RANGE",
];

/** What a failed write was told. Throws what is not the service's error. */
export function failureOf(error: unknown): Extract<WriteResult, { is: "refused" | "unknown" }> {
  if (!isServiceError(error)) throw error;
  const { code, reason = "" } = error;
  // A refusal has a reason; a code alone may be a client's word for a broken connection.
  const isRefused = refusals.includes(code) && reason !== "";
  return { is: isRefused ? "refused" : "unknown", code, reason };
}
