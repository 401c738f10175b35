import { expect, it } from "vitest";
import { rollingFailuresOf } from "./rolling-report.ts";
import type { RollingResult } from "./rolling-trial.ts";

const whole: RollingResult = {
  ...{ violations: [], messages: 900, stateChanges: 4_000, resumptions: 7, beginnings: 12 },
  ...{ attempts: 500, unknown: 0, silent: [], crashes: [] },
  calls: { reads: 700, writes: 800, failed: [] },
  health: { watches: 5, unannounced: 0, statuses: 9 },
  restarts: new Map([["instances", 2]]),
};
const failuresOf = (changes: Partial<RollingResult>) =>
  rollingFailuresOf({ ...whole, ...changes }, 60);

it("a run passes in which much was called, nothing failed and health said what came", () => {
  expect(failuresOf({})).toEqual([]);
});

it("a run fails in which nobody read, or nobody wrote", () => {
  for (const calls of [
    { ...whole.calls, reads: 0 },
    { ...whole.calls, writes: 0 },
  ]) {
    const [failure, ...others] = failuresOf({ calls });
    expect(failure).toMatch(/^too few calls: /);
    expect(others).toEqual([]);
  }
});

it("a run fails in which a call failed, and tells ten of them", () => {
  const failed = Array.from({ length: 12 }, (_, i) => `call ${i}`);
  const failures = failuresOf({ calls: { ...whole.calls, failed } });
  expect(failures).toHaveLength(11);
  expect(failures.at(-1)).toBe("failed: and 2 more");
});

it("a run fails in which health was never told, or a Watch of it ended while it said SERVING", () => {
  expect(failuresOf({ health: { watches: 0, unannounced: 0, statuses: 0 } })).toEqual([
    "health was never told",
  ]);
  expect(failuresOf({ health: { watches: 5, unannounced: 1, statuses: 9 } })).toEqual([
    "1 watches of health ended while they said SERVING",
  ]);
});
