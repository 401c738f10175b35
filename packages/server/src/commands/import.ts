import { fstatSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isServiceError, UserService } from "@org/user-core";
import { duration } from "../flag-values.ts";
import { UsageError } from "../usage-error.ts";
import { explain } from "./call-failure.ts";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { importUsers } from "./import/import-users.ts";
import { fileFormats, openRows } from "./import/read-rows.ts";
import { createReport } from "./import/report.ts";
import { UnreadableFile } from "./import/unreadable.ts";
import { interruption } from "./interruption.ts";
import { isSystemError } from "./output.ts";
import { createRetrying, retryFlag } from "./retrying.ts";

const flags = {
  format: { value: "FORMAT", choices: fileFormats, text: "of the file, if its name does not say" },
  failures: { value: "FILE", isPath: true, text: "where to write rows that fail, as NDJSON" },
  "ignore-unknown": {
    text: "leave out other columns than those below; without it they are refused",
  },
  ...retryFlag,
  quiet: { text: "print nothing but what stops it" },
  json: { text: "print the summary as a line of JSON, for programs" },
  ...connectionFlags,
  timeout: { ...connectionFlags.timeout, default: "60s" },
} as const;

/** `user-server import`: the users of a file, through BatchCreateUsers. */
export const importCommand = defineCommand({
  operands: "<file>",
  flags,
  details: `Columns of a CSV, by its header, and fields of NDJSON:
  email, name                           needed
  password                              hashed by the server
  password_hash                         instead of it: of argon2id, bcrypt and others
  is_active                             true or false (default true)
  id, created_at, updated_at, revision  ignored: an export has them`,
  examples: [
    "user-server import users.csv --failures failures.ndjson",
    "zcat users.ndjson.gz | user-server import - --format ndjson",
  ],
  async run(given, path = "") {
    const { format, address, failures, quiet, json } = given;
    const patienceMs = duration("retry-for", given["retry-for"], "1s");
    const timeoutMs = duration("timeout", given.timeout, "1s");
    if (failures !== undefined && isSameFile(failures, path)) {
      throw new UsageError("--failures would take the place of the file that is imported");
    }
    const signal = interruption();
    using users = connect(UserService, given);
    using source = openRows(path, { format, ignoreUnknown: given["ignore-unknown"] });
    // Else it would wait for what comes next from a pipe.
    signal.addEventListener("abort", () => source[Symbol.dispose]());
    const report = createReport({ source, address, failures, isQuiet: quiet, asJson: json });
    const { begin: onBegin, onBatch, onRetry } = report;
    const retrying = createRetrying({ patienceMs, signal, onRetry });
    const options = { rows: source.rows, retrying, timeoutMs, signal, onBegin, onBatch };
    const stop = await importUsers(users, options).then(
      () => undefined,
      (error: unknown) => stopOf(error, signal, address),
    );
    const { failed } = await report.end(stop);
    return stop === undefined && failed === 0 ? 0 : 1;
  },
});

/** Whether two paths are of one file, there or not; `-` is standard input. */
function isSameFile(path: string, source: string): boolean {
  if (resolve(path) === resolve(source)) return true;
  const there = statSync(path, { throwIfNoEntry: false });
  const read = source === "-" ? fstatSync(0) : statSync(source, { throwIfNoEntry: false });
  return there?.isFile() === true && there.dev === read?.dev && there.ino === read.ino;
}

/** Why an import ended before its file did. @throws what is no fault of the file or the server. */
function stopOf(error: unknown, { aborted }: AbortSignal, address: string): string {
  if (aborted) return "interrupted";
  if (error instanceof UnreadableFile) return error.message;
  if (isServiceError(error)) return explain(error, address);
  // Of the file of failures: a full disk.
  if (isSystemError(error)) return error.message;
  throw error;
}
