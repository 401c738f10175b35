import { runProgram } from "../children.ts";
import type { Row } from "../row.ts";
import { temporaryPath } from "../temporary.ts";

const pageSize = 100;
const filled = new Map<number, Promise<string>>();

/** A database, made once, with one more page than the deep one: that has a next page too. */
async function fill(deepPage: number): Promise<string> {
  const database = temporaryPath("pages.db");
  const count = (deepPage + 1) * pageSize;
  const total = await runProgram<number>({
    path: "programs/fill.ts",
    args: [database, `${count}`],
  });
  if (total !== count) throw new Error(`${total} users were created of ${count} sent`);
  return database;
}

/** The deep page against the first, both in one process, in turn. */
export const deepPages: Row = {
  name: "deep-pages",
  measure: "ListUsers page 10,000 by token, 1,000,000 users on SQLite",
  unit: "µs",
  peer: "page 1",
  target: "≤ 1.2 ×",
  bounds: [{ of: "ratio", atMost: 1.2 }],
  async round({ scale }) {
    const deepPage = 10_000 * scale;
    const database = filled.get(deepPage) ?? fill(deepPage);
    filled.set(deepPage, database);
    const { first, deep } = await runProgram<{ first: number; deep: number }>({
      path: "programs/pages.ts",
      args: [await database, `${deepPage}`],
    });
    return { ours: deep, theirs: first };
  },
};
