import fc from "fast-check";
import { it } from "vitest";
import type { ModelCommand } from "./command.ts";

/** Options of a model test. */
export interface ServiceModelOptions {
  /** How many sequences of commands are tried. Default: 100. */
  readonly runs?: number;
  /** The most commands of a sequence. Default: 40. */
  readonly maxCommands?: number;
}

/** What a failure prints, to run it again; and how often to run at all. */
const {
  MODEL_SEED: seed,
  MODEL_PATH: path,
  MODEL_REPLAY: replayPath,
  MODEL_RUNS: runsWanted,
} = process.env;

/**
 * A test of sequences of commands. A failure shows the shortest sequence that
 * fails, and how to run it again.
 */
export function modelIt(
  promise: string,
  commands: readonly fc.Arbitrary<ModelCommand>[],
  run: (commands: Iterable<ModelCommand>) => Promise<void>,
  { runs = 100, maxCommands = 40 }: ServiceModelOptions = {},
): void {
  const replay = replayPath === undefined ? {} : { replayPath };
  // Else most sequences would be too short for anybody to meet anybody.
  const size = "max";
  const sequence = fc.commands([...commands], { maxCommands, size, ...replay });
  const property = fc.asyncProperty(sequence, run);
  const numRuns = Number(runsWanted ?? runs);
  const timeLimitMs = 60_000 + 1_000 * numRuns;
  it(promise, { timeout: timeLimitMs + 10_000 }, async () => {
    const details = await fc.check(property, {
      numRuns,
      // Looking for a shorter failure ends in time for the failure to be told.
      interruptAfterTimeLimit: timeLimitMs,
      markInterruptAsFailure: true,
      ...(seed !== undefined && { seed: Number(seed) }),
      ...(path !== undefined && { path, endOnFailure: true }),
    });
    if (!details.failed) return;
    const report = await fc.asyncDefaultReportMessage(details);
    throw new Error(`${report}\n\n${replayOf(details)}`, { cause: details.errorInstance });
  });
}

/** The variables that run a failure again; nothing if there is none, for want of time. */
function replayOf({
  seed,
  counterexamplePath,
  counterexample,
}: Pick<fc.RunDetails<[unknown]>, "seed" | "counterexamplePath" | "counterexample">): string {
  if (counterexample === null) return "";
  const [, replay] = /replayPath="([^"]*)"/.exec(String(counterexample[0])) ?? [];
  const variables = { MODEL_SEED: seed, MODEL_PATH: counterexamplePath, MODEL_REPLAY: replay };
  const texts = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  return `Run it again with ${texts.join(" ")}, and the test named with -t.`;
}
