import type { Transaction } from "./transaction.ts";

/** How many rows one commit forgets at most, so that writers do not wait long. */
const chunkRows = 1_000;

// The end of the log's prefix in which all is old, looking no further than a chunk.
const prefixEnd = `
  SELECT coalesce(min(iif(at >= ?, seq, NULL)) - 1, max(seq))
  FROM (SELECT seq, at FROM events WHERE seq > ? ORDER BY seq LIMIT ${chunkRows})`;
const deleteEvents = "DELETE FROM events WHERE seq <= ?";
const deleteRequests = `
  DELETE FROM requests WHERE rowid IN (
    SELECT rowid FROM requests WHERE remembered_at < ?
    ORDER BY remembered_at LIMIT ${chunkRows})`;

/** Forgets a chunk of events from the log's beginning. Tells whether there may be more. */
export function pruneEvents({ connection, counters }: Transaction, before: bigint): boolean {
  const { prunedSeq } = counters;
  const row = connection.query<readonly [bigint | null]>(prefixEnd).get(before, prunedSeq);
  const end = Number(row?.[0] ?? prunedSeq);
  if (end <= prunedSeq) return false;
  connection.command(deleteEvents).run(end);
  counters.prunedSeq = end;
  return end - prunedSeq === chunkRows;
}

/** Forgets a chunk of request ids. Tells whether there may be more. */
export function pruneRequests({ connection }: Transaction, before: bigint): boolean {
  return connection.command(deleteRequests).run(before).changes === chunkRows;
}
