import type { Connection } from "./connection.ts";

/** The one row that every commit reads and most change. */
export interface Counters {
  /** How many users there are. */
  users: number;
  /** The largest user id ever given. */
  lastUserId: number;
  /** The position of the last event. Positions count from 1 without gaps. */
  lastSeq: number;
  /** The position of the last event that was forgotten. */
  prunedSeq: number;
}

type Row = readonly [users: bigint, lastUserId: bigint, lastSeq: bigint, prunedSeq: bigint];

const select = "SELECT users, last_user_id, last_seq, pruned_seq FROM counters";
const update = "UPDATE counters SET users = ?, last_user_id = ?, last_seq = ?, pruned_seq = ?";

/** Reads the counters. */
export function readCounters(connection: Connection): Counters {
  const row = connection.query<Row>(select).get();
  if (row === undefined) throw new TypeError("The counters are missing");
  const [users, lastUserId, lastSeq, prunedSeq] = row;
  return {
    users: Number(users),
    lastUserId: Number(lastUserId),
    lastSeq: Number(lastSeq),
    prunedSeq: Number(prunedSeq),
  };
}

/** Writes the counters. */
export function writeCounters(connection: Connection, counters: Counters): void {
  const { users, lastUserId, lastSeq, prunedSeq } = counters;
  connection.command(update).run(users, lastUserId, lastSeq, prunedSeq);
}
