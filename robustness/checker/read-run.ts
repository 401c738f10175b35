import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readHistory } from "../history/history-file.ts";
import type { WatchRecord, WriterRecord } from "../history/records.ts";
import type { Dump } from "../stores/dump.ts";
import { readWatch } from "./read-watch.ts";
import type { Attempt, RunHistory, WatchHistory } from "./run-history.ts";

/** What a run leaves beside its histories: the database, and what it told of itself. */
export interface RunDump extends Dump {
  /** The `total` of ListUsers. */
  readonly total: number;
}

/** Where a run's files are in its folder. */
export const runFiles = {
  writers: "writers",
  watches: "watches",
  /** Only of a run of rolling restarts. */
  reads: "reads",
  dump: "dump.json",
} as const;

/** Reads what writers were told and what the database holds. */
export function readRun(folder: string): RunHistory {
  const dump: RunDump = JSON.parse(readFileSync(join(folder, runFiles.dump), "utf8"));
  const attempts = filesIn(join(folder, runFiles.writers)).flatMap((path) =>
    attemptsOf(readHistory<WriterRecord>(path)),
  );
  return { ...dump, attempts: attempts.toSorted((a, b) => a.start - b.start) };
}

/** Reads one watch after another: each may be large. */
export function* readWatches(folder: string): Generator<WatchHistory> {
  for (const path of filesIn(join(folder, runFiles.watches))) {
    yield readWatch(basename(path, ".ndjson"), readHistory<WatchRecord>(path));
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

function attemptsOf(records: readonly WriterRecord[]): Attempt[] {
  const outcomes = new Map(
    records.flatMap((each) => (each.kind === "outcome" ? [[each.id, each]] : [])),
  );
  return records.flatMap((each) => {
    if (each.kind !== "attempt") return [];
    const { id, start, write } = each;
    const outcome = outcomes.get(id);
    return [{ id, start, write, end: outcome?.end, result: outcome?.result }];
  });
}
