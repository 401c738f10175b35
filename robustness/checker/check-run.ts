import { readRun, readWatches } from "./read-run.ts";
import type { WatchHistory } from "./run-history.ts";
import { indexRun, type RunIndex } from "./run-index.ts";
import { validators } from "./validators.ts";

/** A promise that was broken. */
export interface Violation {
  readonly promise: string;
  readonly what: string;
}

/** What a run amounts to. */
export interface CheckedRun {
  readonly violations: readonly Violation[];
  /** Messages of watches, heartbeats too. */
  readonly messages: number;
  /** Events in the log, whether pruned or not. */
  readonly stateChanges: number;
  /** Streams that went on where an earlier one had ended. */
  readonly resumptions: number;
  /** Times that a watch had to begin anew. */
  readonly beginnings: number;
  readonly attempts: number;
  /** Attempts of which nobody was told what became of them. */
  readonly unknown: number;
  /** Watches of everybody that were told nothing. */
  readonly silent: readonly string[];
}

/** Checks the files of a run. Reads nothing else. */
export function checkRun(folder: string): CheckedRun {
  const run = indexRun(readRun(folder));
  const violations = validators.flatMap(({ promise, ofRun }) =>
    [...(ofRun?.(run) ?? [])].map((what) => ({ promise, what })),
  );
  let [messages, resumptions, beginnings] = [0, 0, 0];
  const silent: string[] = [];
  for (const watch of readWatches(folder)) {
    violations.push(...violationsOf(watch, run));
    const streams = watch.chains.flatMap((chain) => chain.streams);
    const sum = streams.reduce((total, each) => total + each.messages.length, 0);
    if (sum === 0 && streams[0]?.whom === "everybody") silent.push(watch.name);
    messages += sum;
    resumptions += watch.chains.reduce((n, chain) => n + Math.max(0, chain.streams.length - 1), 0);
    beginnings += watch.chains.length;
  }
  const unknown = run.attempts.filter(({ result }) => (result?.is ?? "unknown") === "unknown");
  return {
    ...{ violations, messages, resumptions, beginnings, silent },
    stateChanges: run.log.length,
    attempts: run.attempts.length,
    unknown: unknown.length,
  };
}

function violationsOf(watch: WatchHistory, run: RunIndex): Violation[] {
  return validators.flatMap(({ promise, ofWatch }) =>
    [...(ofWatch?.(watch, run) ?? [])].map((what) => ({ promise, what })),
  );
}
