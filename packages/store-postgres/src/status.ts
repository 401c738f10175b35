import { isServiceError, ServiceError, type ServiceErrorOptions } from "@org/user-core";

/** Who may run a statement again after an error, soon: `reads` where its fate is unknown. */
export type Again = "anything" | "reads" | "nothing";

/** What an error of the database or its driver means. */
interface Fault {
  readonly error: (cause: unknown) => ServiceError;
  readonly again: Again;
  /** Whether the connection is of no use any more. */
  readonly breaks?: boolean;
}

const retryAfterMs = 1_000;

const unavailable = (message: string) => (cause: unknown) => storeUnavailable(message, { cause });
const failedPrecondition = (message: string) => (cause: unknown) =>
  new ServiceError("FAILED_PRECONDITION", message, { cause });

const unreachable = unavailable("The database can't be reached");
const busy = unavailable("The database is busy");
const starting = unavailable("The database is starting up or shutting down");
const failing = unavailable("The database can't work at the moment");
const refused = unavailable("The database refuses the store's user or password");
const notMigrated = failedPrecondition("The store is not migrated: call migrate() first");
const noSession = failedPrecondition(
  "A prepared statement is not there: `session` must not be set where a pooler is between",
);
const unfitText = (cause: unknown) =>
  new ServiceError("INVALID_ARGUMENT", "The text has characters that can't be stored", { cause });

/**
 * What an SQLSTATE means; where it is not listed, what its class means.
 *
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const faultsByState: Readonly<Record<string, Fault>> = {
  // connection_exception: also what a pooler says of its server.
  "08": { error: unreachable, again: "reads", breaks: true },
  // feature_not_supported: a prepared statement's plan is of tables that have changed since.
  "0A000": { error: busy, again: "anything", breaks: true },
  "2200H": { error: () => idsUsedUp(), again: "nothing" },
  "22021": { error: unfitText, again: "nothing" },
  "22P02": { error: unfitText, again: "nothing" },
  "22P05": { error: unfitText, again: "nothing" },
  "25006": {
    error: unavailable("The database is read-only"),
    again: "nothing",
    // It was the primary, perhaps, and another one is by now.
    breaks: true,
  },
  "26000": { error: noSession, again: "nothing" },
  "28": { error: refused, again: "nothing" },
  "3D000": { error: unavailable("The database does not exist"), again: "nothing" },
  "3F000": { error: notMigrated, again: "nothing" },
  "40001": { error: busy, again: "anything" },
  "40P01": { error: busy, again: "anything" },
  "42501": {
    error: unavailable("The store's user lacks rights in the database"),
    again: "nothing",
  },
  "42703": { error: notMigrated, again: "nothing" },
  "42P01": { error: notMigrated, again: "nothing" },
  "42P05": { error: noSession, again: "nothing" },
  "53": { error: failing, again: "nothing" },
  "53100": { error: storeFull, again: "nothing" },
  "53300": {
    error: unavailable("The database has no connections left"),
    again: "anything",
    breaks: true,
  },
  "55P03": { error: busy, again: "anything" },
  "57": { error: failing, again: "reads", breaks: true },
  "57014": { error: timedOut, again: "nothing" },
  "57P03": { error: starting, again: "anything", breaks: true },
  "58": { error: failing, again: "nothing" },
  XX001: { error: storeDamaged, again: "nothing" },
  XX002: { error: storeDamaged, again: "nothing" },
};

const unexpected: Fault = {
  error: (cause) => new ServiceError("INTERNAL", "Internal error", { reason: "INTERNAL", cause }),
  again: "nothing",
};

/** A driver's error that is not the server's: the connection is lost, or was never there. */
const lost: Fault = { error: unreachable, again: "reads", breaks: true };

/** Of Node's sockets: nothing was sent. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ENOENT",
  "EAI_AGAIN",
]);

/** UNAVAILABLE: a later try may work. */
export function storeUnavailable(message: string, options: ServiceErrorOptions = {}): ServiceError {
  const reason = "STORE_UNAVAILABLE";
  return new ServiceError("UNAVAILABLE", message, { reason, retryAfterMs, ...options });
}

/** UNAVAILABLE: it took too long; what becomes of it is not known. */
export function timedOut(cause?: unknown): ServiceError {
  return storeUnavailable("The database took too long", { cause });
}

/** FAILED_PRECONDITION: a schema or a database that this package must not touch. */
export function storeForeign(message: string, options: ServiceErrorOptions = {}): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", message, { reason: "STORE_FOREIGN", ...options });
}

function storeFull(cause: unknown): ServiceError {
  const message = "The store is full";
  return new ServiceError("RESOURCE_EXHAUSTED", message, { reason: "STORE_FULL", cause });
}

function idsUsedUp(): ServiceError {
  const message = "The store has no user ids left";
  return new ServiceError("RESOURCE_EXHAUSTED", message, { reason: "STORE_FULL" });
}

function storeDamaged(cause: unknown): ServiceError {
  const message = "The database is damaged";
  return new ServiceError("DATA_LOSS", message, { reason: "STORE_UNAVAILABLE", cause });
}

/** The error for callers; what the driver said is in its `cause` only. */
export function toServiceError(error: unknown): ServiceError {
  return isServiceError(error) ? error : faultOf(error).error(error);
}

/** Who may run again what failed so. `isSent`: whether it had reached a connection. */
export function againAfter(error: unknown, isSent: boolean): Again {
  if (isServiceError(error)) return "nothing";
  const { again } = faultOf(error);
  return again === "reads" && !isSent ? "anything" : again;
}

/** Whether a connection on which this happened must not be used again. */
export function breaksConnection(error: unknown): boolean {
  return isServiceError(error) || faultOf(error).breaks === true;
}

/** Whether a value was there already that must be unique in this constraint. */
export function isTaken(error: unknown, constraint: string): boolean {
  if (codeOf(error) !== "23505" || !(error instanceof Error)) return false;
  // Drivers over HTTP may tell no more than the message.
  return "constraint" in error && typeof error.constraint === "string"
    ? error.constraint === constraint
    : error.message.includes(constraint);
}

function faultOf(error: unknown): Fault {
  const code = codeOf(error);
  if (code === undefined) return lost;
  if (neverConnected.has(code)) return { ...lost, again: "anything" };
  if (!sqlState.test(code)) return lost;
  return faultsByState[code] ?? faultsByState[code.slice(0, 2)] ?? unexpected;
}

/** Unlike Node's codes, EPIPE among them, every SQLSTATE that is listed here or in an appendix has a digit. */
const sqlState = /^(?=.*\d)[0-9A-Z]{5}$/;

/** The SQLSTATE, or Node's code: of the error, or of what it was made of. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
