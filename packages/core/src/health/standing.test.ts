import fc from "fast-check";
import { expect, it } from "vitest";
import { nextStanding, type Standing, unknownStanding } from "./standing.ts";

const threshold = fc.integer({ min: 1, max: 5 });
const thresholds = fc.record({ failureThreshold: threshold, successThreshold: threshold });

/** What is known after each of some checks. */
function readyAfterEach(
  checks: readonly boolean[],
  limits: Parameters<typeof nextStanding>[2],
): (boolean | undefined)[] {
  let standing: Standing = unknownStanding;
  return checks.map((succeeded) => {
    standing = nextStanding(standing, succeeded, limits);
    return standing.ready;
  });
}

it("the first check decides alone", () => {
  fc.assert(
    fc.property(fc.boolean(), thresholds, (first, limits) => {
      expect(readyAfterEach([first], limits)).toEqual([first]);
    }),
  );
});

it("changes exactly when as many checks in a row as the threshold say otherwise", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), thresholds, (checks, limits) => {
      const known = readyAfterEach(checks, limits);
      for (const [i, ready] of known.entries()) {
        const before = known[i - 1];
        if (before === undefined) continue;
        const needed = before ? limits.failureThreshold : limits.successThreshold;
        const last = checks.slice(Math.max(0, i + 1 - needed), i + 1);
        // Among fewer is the one that made it known, which agrees with it.
        const flips = last.every((succeeded) => succeeded !== before);
        expect(ready).toBe(flips ? !before : before);
      }
    }),
  );
});

it("a single check that says otherwise changes nothing", () => {
  const limits = { failureThreshold: 3, successThreshold: 2 };
  expect(readyAfterEach([true, false, true, false, false, true], limits)).not.toContain(false);
  expect(readyAfterEach([false, true, false, true, false], limits)).not.toContain(true);
  expect(readyAfterEach([true, false, false, false, true, true], limits)).toEqual([
    ...[true, true, true, false, false, true],
  ]);
});
