import type { Database } from "./database.ts";
import { numberOf } from "./rows.ts";
import { statement } from "./statement.ts";
import { logEnd } from "./visible.ts";

/** How many rows one statement forgets at least, if there are so many, and but for a write's rest at most. */
const chunkRows = 1_000;

// Pruners wait for each other at the row of `meta`, which no writer touches.
// Whole writes before the first one that is not old, of what readers are shown:
// of the rest nobody knows yet what will come before it.
const pruneEvents = statement(
  "prune_events",
  (s) => `
    WITH log AS MATERIALIZED (
      SELECT pruned_xid, pruned_seq FROM ${s}.meta FOR UPDATE
    ), chunk AS MATERIALIZED (
      SELECT e.xid, e.seq, e.revision, e.at FROM log, LATERAL (
        SELECT * FROM ${s}.events
        WHERE (xid, seq) > (log.pruned_xid, log.pruned_seq) AND xid < ${logEnd}
        ORDER BY xid, seq FETCH FIRST ${chunkRows} ROWS WITH TIES
      ) AS e
    ), young AS MATERIALIZED (
      SELECT xid, seq FROM chunk WHERE at >= $1::bigint ORDER BY xid, seq LIMIT 1
    ), old AS MATERIALIZED (
      SELECT c.xid, c.seq, c.revision FROM chunk AS c
      WHERE NOT EXISTS (SELECT FROM young AS y WHERE (c.xid, c.seq) >= (y.xid, y.seq))
    ), forgotten AS (
      DELETE FROM ${s}.events AS e USING old AS o
      WHERE e.xid = o.xid AND e.seq = o.seq AND e.revision = o.revision
    ), moved AS (
      UPDATE ${s}.meta SET pruned_xid = o.xid, pruned_seq = o.seq
      FROM (SELECT xid, seq FROM old ORDER BY xid DESC, seq DESC LIMIT 1) AS o
    )
    SELECT count(*) AS forgotten FROM old`,
);
const pruneRequests = statement(
  "prune_requests",
  (s) => `
    WITH forgotten AS (
      DELETE FROM ${s}.requests WHERE request_id IN (
        SELECT request_id FROM ${s}.requests WHERE remembered_at < $1::bigint
        ORDER BY remembered_at LIMIT ${chunkRows} FOR UPDATE SKIP LOCKED
      )
      RETURNING request_id
    )
    SELECT count(*) AS forgotten FROM forgotten`,
);

/** Forgets events from the log's beginning that happened before this, in Unix seconds. */
export function pruneEventsBefore(database: Database, before: bigint): Promise<void> {
  return inChunks(() => database.read(pruneEvents, [String(before)]));
}

/** Forgets request ids remembered before this, in Unix seconds. */
export function pruneRequestsBefore(database: Database, before: bigint): Promise<void> {
  return inChunks(() => database.read(pruneRequests, [String(before)]));
}

/** To forget twice does no harm, so each chunk may be run again whatever became of it. */
async function inChunks(forget: () => ReturnType<Database["read"]>): Promise<void> {
  for (;;) {
    const [row] = await forget();
    if (numberOf(row?.forgotten) < chunkRows) return;
  }
}
