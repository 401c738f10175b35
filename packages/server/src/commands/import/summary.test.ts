import { expect, it } from "vitest";
import { summaryOf } from "./summary.ts";

const nothing = { imported: 0, created: 0, failed: 0, emailTaken: 0 };

it.each([
  ["of a first run counts who is new", { imported: 2_500, created: 2_500 }, "2,500 created"],
  [
    "of a second run says that all were there",
    { imported: 2_500 },
    "0 created, 2,500 already there",
  ],
  [
    "names the file of what failed",
    { imported: 3, created: 2, failed: 1 },
    "2 created, 1 already there, 1 failed, see bad.ndjson",
  ],
  [
    "counts apart whose email somebody has",
    { failed: 3, emailTaken: 2 },
    "0 created, 3 failed (2 of them by the email of somebody who is there), see bad.ndjson",
  ],
  [
    "does not call new whom it can't tell",
    { imported: 2_500, created: undefined },
    "2,500 are there, new or from before (who may not list users is not told)",
  ],
])("a summary %s", (_promise, count, line) => {
  expect(summaryOf({ ...nothing, ...count }, "bad.ndjson")).toBe(`${line}\n`);
});

it("a summary says how to learn of all that failed only where some were not told", () => {
  expect(summaryOf({ ...nothing, failed: 11 }, 10)).toBe(
    "0 created, 11 failed; --failures FILE for all of them\n",
  );
  expect(summaryOf({ ...nothing, failed: 10 }, 10)).toBe("0 created, 10 failed\n");
});
