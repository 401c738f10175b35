import { execFileSync } from "node:child_process";
import type { Figures, Result, Round, Row } from "./row.ts";

type Run<T> = (scale: number) => Promise<T>;

/** A round of two programs in turn, the first of the two changing with each round. */
export function inTurn(ours: Run<Omit<Figures, "theirs">>, theirs: Run<number>): Row["round"] {
  return async ({ index, scale }) => {
    if (index % 2 === 1) {
      const first = await settled(() => ours(scale));
      return { ...first, theirs: await settled(() => theirs(scale)) };
    }
    const first = await settled(() => theirs(scale));
    return { ...(await settled(() => ours(scale))), theirs: first };
  };
}

/** Measures a row. */
export async function measure(row: Row, rounds: number, scale: number): Promise<Result> {
  const results: Figures[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const round: Round = { index, scale };
    results.push(await row.round(round));
    process.stderr.write(".");
  }
  return { row, rounds: results };
}

function settled<T>(run: () => Promise<T>): Promise<T> {
  // What the program before left for the disk must not be written at the expense of this one.
  execFileSync("sync");
  return run();
}
