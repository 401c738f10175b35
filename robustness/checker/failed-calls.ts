import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readHistory } from "../history/history-file.ts";
import type { ReadRecord } from "../history/records.ts";
import { readRun, runFiles } from "./read-run.ts";
import type { Attempt } from "./run-history.ts";

/** The unary calls of a run, and those that did not succeed. */
export interface UnaryCalls {
  readonly reads: number;
  readonly writes: number;
  /** In sentences. */
  readonly failed: readonly string[];
}

/** Finds calls that failed. Reads the files of a run alone. */
export function unaryCalls(folder: string): UnaryCalls {
  const { attempts } = readRun(folder);
  const reads = readsIn(join(folder, runFiles.reads));
  return {
    reads: reads.length,
    writes: attempts.length,
    failed: [
      ...attempts.flatMap((attempt) => (succeeded(attempt) ? [] : [told(attempt)])),
      ...reads.flatMap(({ code, reason, start, end }) =>
        code === "OK" ? [] : [`a read: ${code} ${reason} after ${msOf(end - start)}`],
      ),
    ],
  };
}

function readsIn(folder: string): ReadRecord[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => readHistory<ReadRecord>(join(folder, name)));
}

function succeeded({ result }: Attempt): boolean {
  if (result?.is === "created") return result.entries.every(({ is }) => is === "ok");
  return result?.is === "updated";
}

function told({ id, start, end, write, result }: Attempt): string {
  const how = result !== undefined && "code" in result ? `${result.code} ${result.reason}` : "";
  return `${id}, ${write.op}: ${how} after ${end === undefined ? "?" : msOf(end - start)}`;
}

function msOf(micros: number): string {
  return `${(micros / 1_000).toFixed(0)} ms`;
}
