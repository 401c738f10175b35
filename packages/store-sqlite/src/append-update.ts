import type { UserUpdate } from "@org/user-core";
import { updateColumns } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

const append = `INSERT INTO events (seq, ${updateColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Appends an update to the log. */
export function appendUpdate(
  { connection, counters }: Transaction,
  kind: bigint,
  update: UserUpdate,
): void {
  counters.lastSeq += 1;
  const { userId, revision, timestamp, field, oldValue, newValue } = update;
  connection
    .command(append)
    .run(counters.lastSeq, kind, userId, revision, timestamp, field, oldValue, newValue);
}
