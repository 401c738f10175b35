import { isServiceError, ServiceError, type ServiceErrorOptions } from "@org/user-core";

/**
 * Primary result codes of SQLite that this package tells apart.
 *
 * Source: https://www.sqlite.org/rescode.html
 */
const resultCodes = {
  ERROR: 1,
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  TOOBIG: 18,
  CONSTRAINT: 19,
  MISMATCH: 20,
  RANGE: 25,
  NOTADB: 26,
} as const;

const retryAfterMs = 1_000;

const unavailable = (message: string) => (cause: unknown) => storeUnavailable(message, { cause });

const errorsByResultCode = new Map<number, (cause: unknown) => ServiceError>([
  [resultCodes.BUSY, unavailable("The store is busy")],
  [resultCodes.LOCKED, unavailable("The store is busy")],
  [resultCodes.FULL, storeFull],
  [resultCodes.NOTADB, (cause) => storeForeign("The file is not a database", { cause })],
  [resultCodes.CORRUPT, storeDamaged],
  [resultCodes.PERM, unavailable("The store may not use its file")],
  [resultCodes.READONLY, unavailable("The store's file or folder can't be written")],
  [resultCodes.CANTOPEN, unavailable("The store's file can't be opened")],
  [resultCodes.IOERR, unavailable("The store's file can't be read or written")],
  [resultCodes.NOMEM, unavailable("The store is out of memory")],
  [resultCodes.PROTOCOL, unavailable("The store is busy")],
]);

/** UNAVAILABLE: a later try may work. */
export function storeUnavailable(message: string, options: ServiceErrorOptions = {}): ServiceError {
  const reason = "STORE_UNAVAILABLE";
  return new ServiceError("UNAVAILABLE", message, { reason, retryAfterMs, ...options });
}

/** FAILED_PRECONDITION: a database that this package must not touch. */
export function storeForeign(message: string, options: ServiceErrorOptions = {}): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", message, { reason: "STORE_FOREIGN", ...options });
}

function storeFull(cause: unknown): ServiceError {
  const message = "The store is full";
  return new ServiceError("RESOURCE_EXHAUSTED", message, { reason: "STORE_FULL", cause });
}

function storeDamaged(cause: unknown): ServiceError {
  const message = "The store's file is damaged";
  return new ServiceError("DATA_LOSS", message, { reason: "STORE_UNAVAILABLE", cause });
}

/** The error for callers; what the driver said is in its `cause` only. */
export function toServiceError(error: unknown): ServiceError {
  if (isServiceError(error)) return error;
  const known = errorsByResultCode.get(resultCodeOf(error) ?? 0);
  if (known !== undefined) return known(error);
  return new ServiceError("INTERNAL", "Internal error", { reason: "INTERNAL", cause: error });
}

/** Whether another connection holds the lock, so that trying again soon may work. */
export function isBusy(error: unknown): boolean {
  return resultCodeOf(error) === resultCodes.BUSY;
}

const statementFaults = new Set<number>([
  resultCodes.ERROR,
  resultCodes.TOOBIG,
  resultCodes.CONSTRAINT,
  resultCodes.MISMATCH,
  resultCodes.RANGE,
]);

/** Whether the database itself failed, and not one statement or what was bound to it. */
export function isStorageFault(error: unknown): boolean {
  const resultCode = resultCodeOf(error);
  return resultCode !== undefined && !statementFaults.has(resultCode);
}

/** The primary result code: the low byte of the extended one. */
function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}
