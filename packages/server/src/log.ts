import type { CallRecord } from "@org/user-core";
import { type Logger, pino } from "pino";

/** A logger of JSON lines to standard error, where what is printed for people does not meet it. */
export function createLogger(level: string): Logger {
  return pino({ level }, pino.destination({ dest: 2, sync: false }));
}

const serverFaults = new Set<string>([
  "DATA_LOSS",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
  "UNAVAILABLE",
  "UNKNOWN",
]);

/** One line for a call: `info`, or `error` with its cause if it has one and is the server's fault. */
export function logRecord(log: Logger, { error, ...record }: CallRecord): void {
  if (error === undefined) {
    log.info(record, "call");
  } else if (serverFaults.has(error.code) && error.cause !== undefined) {
    const { reason, requestId, cause } = error;
    log.error({ ...record, reason, requestId, err: cause }, "call failed");
  } else {
    log.info({ ...record, reason: error.reason }, "call");
  }
}
