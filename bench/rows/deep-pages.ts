import { temporaryPath } from "../bodies.ts";
import { runProgram } from "../children.ts";
import type { Row } from "../row.ts";

const users = "1000000";
let filled: Promise<string> | undefined;
let last: { first: number; deep: number } | undefined;

async function fill(): Promise<string> {
  const path = temporaryPath("million.db");
  await runProgram<number>("programs/fill.ts", path, users);
  return path;
}

/** The deep page against the first, both in one process, in turn. */
export const deepPages: Row = {
  name: "deep-pages",
  measure: "ListUsers page 10,000 by token, 1,000,000 users on SQLite",
  unit: "µs",
  peer: "the first page by token",
  target: "≤ 1.2 ×",
  meets: ({ ratio }) => ratio <= 1.2,
  ours: async () => ({ value: (await pages()).deep }),
  theirs: async () => ({ value: (await pages()).first }),
};

/** Both figures of a round come from one run, whichever is asked for first. */
async function pages(): Promise<{ first: number; deep: number }> {
  if (last) {
    const both = last;
    last = undefined;
    return both;
  }
  filled ??= fill();
  last = await runProgram<{ first: number; deep: number }>("programs/pages.ts", await filled);
  return last;
}
