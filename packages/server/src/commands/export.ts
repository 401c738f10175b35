import { type ServiceError, UserService, watchUsers } from "@org/user-core";
import { duration } from "../flag-values.ts";
import { UsageError } from "../usage-error.ts";
import { explainRetry } from "./call-failure.ts";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { eventJson } from "./event-text.ts";
import { createAtomicFile, type Destination, standardOutput } from "./export/atomic-file.ts";
import { csvFormat, ndjsonFormat, type UserFormat } from "./export/user-records.ts";
import { fileFormats, formatOf } from "./import/read-rows.ts";
import { interruption } from "./interruption.ts";
import { note, print } from "./output.ts";
import { resuming } from "./resuming.ts";
import { createRetrying, retryFlag } from "./retrying.ts";
import { pagesOf } from "./user-pages.ts";

/** The largest page there is. */
const pageSize = 100;

/** `user-server export`: all users, to a file or to standard output. */
export const exportCommand = defineCommand({
  operands: "[file]",
  flags: {
    format: {
      value: "FORMAT",
      choices: fileFormats,
      text: "of the file, if its name does not say; ndjson to standard output",
    },
    follow: { text: "go on with every change, as watch --existing --json prints them" },
    ...retryFlag,
    ...connectionFlags,
  },
  examples: ["user-server export users.csv", "user-server export | gzip > users.ndjson.gz"],
  async run(flags, path = "-") {
    const format = flags.format ?? (path === "-" ? "ndjson" : formatOf(path));
    if (flags.follow && (path !== "-" || format !== "ndjson")) {
      throw new UsageError(
        "--follow is for standard output, in ndjson: a file would never be whole",
      );
    }
    const patienceMs = duration("retry-for", flags["retry-for"], "1s");
    using users = connect(UserService, flags);
    if (flags.follow) {
      const options = { ...resuming(flags.address), includeExisting: true };
      for await (const response of watchUsers(users, options)) await print(eventJson(response));
      return 0;
    }
    const signal = interruption();
    const onRetry = (error: ServiceError, retryInMs: number) =>
      note(explainRetry(error, flags.address, retryInMs));
    const retrying = createRetrying({ patienceMs, signal, onRetry });
    const pages = pagesOf(users, { pageSize, signal, retrying });
    const isTerminal = path === "-" && process.stdout.isTTY;
    const records = format === "csv" ? csvFormat(isTerminal) : ndjsonFormat;
    const destination = path === "-" ? standardOutput : await createAtomicFile(path);
    const total = await exportTo(destination, records, pages).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    if (total === undefined) note("interrupted");
    else if (path !== "-") note(`${total} users in ${path}`);
    return total === undefined ? 1 : 0;
  },
});

async function exportTo(
  destination: Destination,
  records: UserFormat,
  pages: ReturnType<typeof pagesOf>,
): Promise<number> {
  let total = 0;
  try {
    await destination.write(records.head);
    for await (const { users } of pages) {
      await destination.write(records.encode(users));
      total += users.length;
    }
    await destination.complete();
  } catch (error) {
    await destination.abandon();
    throw error;
  }
  return total;
}
