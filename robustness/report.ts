import type { Violation } from "./checker/check-run.ts";
import type { TrialResult } from "./trial.ts";

/** How many violations of one promise are told in full. */
const toldOfEach = 5;
/** A run with fewer changes than this a second shows nothing. */
const leastChangesPerSecond = 5;

/** What makes a run fail, in sentences. */
export function failuresOf(result: TrialResult, seconds: number): string[] {
  const least = seconds * leastChangesPerSecond;
  return [
    ...result.crashes,
    ...byPromise(result.violations),
    ...(result.stateChanges < least ? [`too little happened: ${result.stateChanges} changes`] : []),
    ...(result.resumptions === 0 ? ["no stream was ever resumed"] : []),
    ...result.silent.map((watch) => `${watch} was told nothing`),
  ];
}

/** The figures of a run, a line each. */
export function figuresOf(result: TrialResult): string[] {
  const { attempts, unknown, stateChanges, messages, resumptions, beginnings, faults } = result;
  return [
    `writes      ${attempts} attempts, ${unknown} with unknown outcome, ${stateChanges} state changes`,
    `watches     ${messages} messages, ${resumptions} reconnects, ${beginnings} beginnings`,
    `faults      ${[...faults].map(([name, count]) => `${name} ${count}`).join(", ")}`,
    `violations  ${result.violations.length === 0 ? "none" : countsOf(result.violations)}`,
  ];
}

function countsOf(violations: readonly Violation[]): string {
  return [...grouped(violations)].map(([promise, all]) => `${promise} ${all.length}`).join(", ");
}

function byPromise(violations: readonly Violation[]): string[] {
  return [...grouped(violations)].flatMap(([promise, all]) => [
    ...all.slice(0, toldOfEach).map(({ what }) => `${promise}: ${what}`),
    ...(all.length > toldOfEach ? [`${promise}: and ${all.length - toldOfEach} more`] : []),
  ]);
}

function grouped(violations: readonly Violation[]): Map<string, Violation[]> {
  return Map.groupBy(violations, ({ promise }) => promise);
}
