import { writeSync } from "node:fs";
import { type CallRecord, type TraceParent, withholdSecrets } from "@org/user-core";
import type { SpanIds } from "@org/user-telemetry";
import { type Logger, pino } from "pino";

/** What nobody has read yet, in bytes, beyond which lines are lost: they would fill the memory. */
const maxUnread = 8 * 1024 * 1024;
/** How long the end of the process waits for its last lines to be written. */
const lastLinesMs = 1_000;

/** One for all loggers of the process, as there is one standard error: their lines come in order. */
let standardError: ReturnType<typeof pino.destination> | undefined;

function destination() {
  if (standardError !== undefined) return standardError;
  // Of 0 bytes, its `flush` waits for nothing; a line is written as soon as the one before it is.
  const opened = pino.destination({ dest: 2, sync: false, minLength: 1, maxLength: maxUnread });
  // It would throw, and at the end of the process try for ever to write what it has.
  opened.on("error", () => Object.assign(opened, writingWhatItCan));
  standardError = opened;
  return opened;
}

/**
 * A logger of JSON lines to standard error, where what is printed for people does not meet it.
 *
 * Errors are logged with their causes, in whatever words a driver or a library
 * has, since nobody can mend what is not told. These words may hold an email or
 * a name; a text that holds a password, a hash or a token is withheld. Core has
 * done so for calls, whose secrets it knows; here it is done for all the rest,
 * by what secrets look like.
 */
export function createLogger(level: string): Logger {
  return pino({ level, serializers: logSerializers }, destination());
}

/**
 * Ends the process when its last lines are written. One whose log nobody reads any more would never
 * end by itself, as Node waits for the write: it is killed a second later.
 */
export async function exitWhenLogged(code: number): Promise<void> {
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => process.kill(process.pid, "SIGKILL"), lastLinesMs);
  if (standardError === undefined) resolve();
  else standardError.flush(() => resolve());
  await written;
  clearTimeout(timer);
  process.exit(code);
}

/** Lines that can't be written, to a full disk or a terminal that has gone, are lost: they end no server. */
const writingWhatItCan = {
  write(line: string): boolean {
    try {
      writeSync(2, line);
    } catch {
      // There is nobody to tell.
    }
    return true;
  },
  flush: (done?: () => void) => done?.(),
  flushSync() {},
};

/** How the log's values are printed: errors without secrets. */
export const logSerializers = { err: printable };

function printable(error: unknown): unknown {
  const discreet = withholdSecrets(error);
  return discreet instanceof Error ? pino.stdSerializers.err(discreet) : discreet;
}

const serverFaults = new Set<string>([
  "DATA_LOSS",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
  "UNAVAILABLE",
  "UNKNOWN",
]);

/**
 * One line for a call: `info`, or `error` with its cause if it has one and is the server's fault.
 *
 * @param span the call's; without one the line has the caller's, if it said so.
 */
export function logRecord(log: Logger, called: CallRecord, span: SpanIds | undefined): void {
  const isFault = hasFault(called);
  if (!log.isLevelEnabled(isFault ? "error" : "info")) return;
  const { error, traceParent, ...record } = called;
  const line = { ...record, ...(span ?? spanIdsOf(traceParent)) };
  if (error === undefined) log.info(line, "call");
  else if (!isFault) log.info({ ...line, reason: error.reason }, "call");
  else {
    const { reason, requestId, cause } = error;
    log.error({ ...line, reason, requestId, err: cause }, "call failed");
  }
}

function hasFault({ error }: CallRecord): boolean {
  return error?.cause !== undefined && serverFaults.has(error.code);
}

function spanIdsOf(caller: TraceParent | undefined): SpanIds | undefined {
  return caller && { trace_id: caller.traceId, span_id: caller.spanId };
}
