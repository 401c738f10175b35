import { runProgram } from "../children.ts";
import { inTurn } from "../measure.ts";
import { oneTransactionEach } from "../one-transaction-each.ts";
import type { Row } from "../row.ts";
import { withDatabase } from "../temporary.ts";

function durableRate(database: string, count: number): Promise<number> {
  return runProgram<number>({
    path: "programs/create-durable.ts",
    args: [database, `${count}`],
  });
}

/** Durable creates, 64 at a time. */
export const createDurable: Row = {
  name: "create-durable",
  measure: "CreateUser (no password) on SQLite, 64 concurrent, durable",
  unit: "users/s",
  peer: "one transaction each",
  target: "≥ 3 ×",
  bounds: [{ of: "ratio", atLeast: 3 }],
  round: inTurn(
    async (scale) => ({
      ours: await withDatabase((database) => durableRate(database, 20_000 * scale)),
    }),
    oneTransactionEach,
  ),
};
