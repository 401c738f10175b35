import type { ServiceError } from "@org/user-core";
import { explain } from "../call-failure.ts";
import { note, print } from "../output.ts";
import { visible } from "../terminal-text.ts";
import type { Failure } from "./failure.ts";
import { createFailuresFile } from "./failures-file.ts";
import { type ImportCount, nothingYet } from "./import-users.ts";
import { type Progress, progressOnStderr } from "./progress.ts";
import type { RowSource } from "./read-rows.ts";
import { summaryOf } from "./summary.ts";

/** What is told of an import while it runs, and at its end. */
export interface Report {
  onBatch(count: ImportCount, failures: readonly Failure[]): Promise<void>;
  onRetry(error: ServiceError, retryInMs: number): void;
  /** Tells what came of it. @param stop why it did not come to the end of the file, if so. */
  end(stop: string | undefined): Promise<ImportCount>;
}

/** Options of {@link createReport}. */
export interface ReportOptions {
  readonly source: RowSource;
  readonly address: string;
  /** Path of the file for failures. Default: the first ones are told on standard error. */
  readonly failures: string | undefined;
  readonly isQuiet: boolean;
  readonly asJson: boolean;
}

/** How many failures are told where no file takes them. */
const toldFailures = 10;

/** @throws UsageError if the file of failures can't be written. */
export async function createReport(options: ReportOptions): Promise<Report> {
  const { source, address, isQuiet, asJson } = options;
  const file =
    options.failures !== undefined ? await createFailuresFile(options.failures) : undefined;
  const progress = progressOnStderr(isQuiet);
  let counted = nothingYet;
  return {
    async onBatch(batch, failures) {
      if (file) await file.add(failures);
      else tell(progress, failures.slice(0, Math.max(0, toldFailures - counted.failed)));
      counted = batch;
      const { totalBytes } = source;
      progress.update({ ...batch, readBytes: source.readBytes(), totalBytes });
    },
    onRetry(error, retryInMs) {
      progress.say(`${explain(error, address)}; again in ${(retryInMs / 1_000).toFixed(1)} s`);
    },
    async end(stop) {
      progress.end();
      await file?.close();
      const hasBegun = counted.imported + counted.failed > 0;
      if (stop !== undefined) note(hasBegun ? `${stop}; run it again to go on` : stop);
      if (isQuiet || (stop !== undefined && !hasBegun)) return counted;
      await print(asJson ? `${JSON.stringify(counted)}\n` : summaryOf(counted, options.failures));
      return counted;
    },
  };
}

function tell(progress: Progress, failures: readonly Failure[]): void {
  for (const { row, input, message } of failures) {
    const who = input?.email ? ` (${visible(input.email)})` : "";
    progress.say(`row ${row}${who}: ${visible(message)}`);
  }
}
