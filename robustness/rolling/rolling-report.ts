import { failuresOf, figuresOf } from "../report.ts";
import type { RollingResult } from "./rolling-trial.ts";

/** How many failed calls are told in full. */
const toldCalls = 10;

/** What makes a run of rolling restarts fail, in sentences: a failed call first of all. */
export function rollingFailuresOf(result: RollingResult, seconds: number): string[] {
  const { reads, writes, failed } = result.calls;
  const { watches, unannounced } = result.health;
  return [
    ...(reads === 0 || writes === 0 ? [`too few calls: ${reads} reads, ${writes} writes`] : []),
    ...(watches === 0 ? ["health was never told"] : []),
    ...(unannounced > 0 ? [`${unannounced} watches of health ended while they said SERVING`] : []),
    ...failed.slice(0, toldCalls).map((call) => `failed: ${call}`),
    ...(failed.length > toldCalls ? [`failed: and ${failed.length - toldCalls} more`] : []),
    ...failuresOf({ ...result, faults: result.restarts }, seconds),
  ];
}

/** The figures of such a run, a line each. */
export function rollingFiguresOf(result: RollingResult): string[] {
  const { calls, health, restarts } = result;
  return [
    `calls       ${calls.reads} reads, ${calls.writes} writes, ${calls.failed.length} failed`,
    `health      ${health.watches} watches, ${health.unannounced} ended without NOT_SERVING`,
    `restarts    ${[...restarts].map(([name, count]) => `${name} ${count}`).join(", ")}`,
    ...figuresOf({ ...result, faults: restarts }).filter((line) => !line.startsWith("faults")),
  ];
}
