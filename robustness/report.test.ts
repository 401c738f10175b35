import { expect, it } from "vitest";
import { failuresOf, figuresOf } from "./report.ts";
import type { TrialResult } from "./trial.ts";

const whole: TrialResult = {
  ...{ violations: [], messages: 900, stateChanges: 400, resumptions: 7, beginnings: 12 },
  ...{ attempts: 500, unknown: 40, silent: [], crashes: [] },
  faults: new Map([["instances killed", 3]]),
};

it("finds nothing wrong with a run in which much happened and no promise was broken", () => {
  expect(failuresOf(whole, 20)).toEqual([]);
  expect(figuresOf(whole).join("\n")).toContain("violations  none");
});

it("takes a run for failed in which too little happened to show anything", () => {
  expect(failuresOf({ ...whole, stateChanges: 99 }, 20)).toEqual([
    "too little happened: 99 changes",
  ]);
  expect(failuresOf({ ...whole, resumptions: 0 }, 20)).toEqual(["no stream was ever resumed"]);
  expect(failuresOf({ ...whole, silent: ["watcher1"] }, 20)).toEqual(["watcher1 was told nothing"]);
  expect(failuresOf({ ...whole, crashes: ["instance ended with 1"] }, 20)).toHaveLength(1);
});

it("tells the first violations of each promise, and how many more there are", () => {
  const violations = Array.from({ length: 7 }, (_, i) => ({
    promise: "unique",
    what: `${i} twice`,
  }));
  const failures = failuresOf({ ...whole, violations }, 20);
  expect(failures).toHaveLength(6);
  expect(failures.at(-1)).toBe("unique: and 2 more");
  expect(figuresOf({ ...whole, violations }).join("\n")).toContain("violations  unique 7");
});
