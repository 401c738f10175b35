import type { ServiceError } from "@org/user-core";
import { explainRetry } from "../call-failure.ts";
import { note, print } from "../output.ts";
import { visible } from "../terminal-text.ts";
import type { Failure } from "./failure.ts";
import { createFailuresFile, type FailuresFile } from "./failures-file.ts";
import { type ImportCount, nothingYet } from "./import-users.ts";
import { type Progress, progressOnStderr } from "./progress.ts";
import type { RowSource } from "./read-rows.ts";
import { summaryOf } from "./summary.ts";

/** What is told of an import while it runs, and at its end. */
export interface Report {
  /**
   * The service is there. A file of failures is opened; what an earlier run has left
   * in it stays until something has come of this one.
   *
   * @throws UsageError if it can't be written.
   */
  begin(): Promise<void>;
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

/** Makes what tells of an import: on standard error and standard output, and in its file of failures. */
export function createReport(options: ReportOptions): Report {
  const { source, address, isQuiet, asJson } = options;
  const progress = progressOnStderr(isQuiet);
  let file: FailuresFile | undefined;
  let counted = nothingYet;
  return {
    async begin() {
      if (options.failures !== undefined) file = await createFailuresFile(options.failures);
    },
    async onBatch(batch, failures) {
      if (file) await file.add(failures);
      else tell(progress, failures.slice(0, Math.max(0, toldFailures - counted.failed)));
      counted = batch;
      const { totalBytes } = source;
      progress.update({ ...batch, readBytes: source.readBytes(), totalBytes });
    },
    onRetry(error, retryInMs) {
      progress.say(explainRetry(error, address, retryInMs));
    },
    async end(stop) {
      progress.end();
      // Of an import that came to the end of an empty file, too.
      if (stop === undefined) await file?.add([]);
      await file?.close();
      const hasBegun = counted.imported + counted.failed > 0;
      if (stop !== undefined) note(hasBegun ? `${stop}; run it again to go on` : stop);
      if (isQuiet || (stop !== undefined && !hasBegun)) return counted;
      const told = options.failures ?? toldFailures;
      await print(asJson ? `${JSON.stringify(counted)}\n` : summaryOf(counted, told));
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
