import type { UserUpdate } from "@org/user-core";
import { updateColumns } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

const append = `INSERT INTO events (seq, following, ${updateColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Appends an update to the log, and tells of how many more of its write follow. */
export function appendUpdate(
  { connection, counters }: Transaction,
  kind: bigint,
  update: UserUpdate,
  following = 0,
): void {
  counters.lastSeq += 1;
  const { userId, revision, timestamp, field, oldValue, newValue } = update;
  connection
    .command(append)
    .run(counters.lastSeq, following, kind, userId, revision, timestamp, field, oldValue, newValue);
}
