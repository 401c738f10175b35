import { temporaryPath } from "../bodies.ts";
import { runProgram } from "../children.ts";
import type { Row } from "../row.ts";

const count = "20000";

/** Durable creates, 64 at a time. */
export const createDurable: Row = {
  name: "create-durable",
  measure: "CreateUser (no password) on SQLite, 64 concurrent, durable",
  unit: "users/s",
  peer: "one transaction each",
  target: "≥ 3 ×",
  meets: ({ ratio }) => ratio >= 3,
  ours: async () => ({
    value: await runProgram<number>("programs/create-durable.ts", temporaryPath("ours.db"), count),
  }),
  theirs: async () => ({
    value: await runProgram<number>(
      "peers/one-transaction-each.ts",
      temporaryPath("peer.db"),
      count,
    ),
  }),
};
