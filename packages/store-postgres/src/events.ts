import type { LogPosition, UserEvents } from "@org/user-core";
import type { Database } from "./database.ts";
import type { Row } from "./options.ts";
import { booleanOf, eventColumns, eventOf, positionOf } from "./rows.ts";
import { statement } from "./statement.ts";
import { logEnd } from "./visible.ts";

// One row at least, which tells of the log itself. Its positions are those of
// its writes, and the last that was forgotten; no other was ever given.
const select = statement(
  "events",
  (s) => `
    SELECT log.is_expired, log.is_known, ${eventColumns}
    FROM (
      SELECT
        ($1::xid8, $2::bigint) < (pruned_xid, pruned_seq) AS is_expired,
        ($1::xid8, $2::bigint) = (pruned_xid, pruned_seq) OR EXISTS (
          SELECT FROM ${s}.events
          WHERE xid = $1::xid8 AND seq = $2::bigint AND xid < ${logEnd}
        ) AS is_known
      FROM ${s}.meta
    ) AS log
    LEFT JOIN LATERAL (
      SELECT * FROM ${s}.events
      WHERE (xid, seq) > ($1::xid8, $2::bigint) AND xid < ${logEnd}
      ORDER BY xid, seq FETCH FIRST ($3::integer) ROWS WITH TIES
    ) AS e ON NOT log.is_expired AND log.is_known
    ORDER BY e.xid, e.seq, e.revision`,
);
const selectHead = statement(
  "head",
  (s) => `
    SELECT coalesce(e.xid, m.pruned_xid)::text AS xid, coalesce(e.seq, m.pruned_seq) AS seq
    FROM ${s}.meta AS m LEFT JOIN LATERAL (${lastEvent(s)}) AS e ON true`,
);

/** The last event that readers are shown, as SQL. */
export function lastEvent(s: string): string {
  return `
    SELECT xid, seq FROM ${s}.events WHERE xid < ${logEnd}
    ORDER BY xid DESC, seq DESC, revision DESC LIMIT 1`;
}

const positionFormat = /^(\d{1,19}):(\d{1,18})$/;

/** Everybody's changes after a position, which is `<transaction>:<write>`, both in decimal. */
export async function readEvents(
  database: Database,
  after: LogPosition,
  limit: number,
): Promise<UserEvents> {
  const [, xid, seq] = positionFormat.exec(after) ?? [];
  // Not a position that this store has given, so one that it never reached.
  if (xid === undefined || seq === undefined) return { kind: "ahead" };
  const rows = await database.read(select, [xid, seq, limit]);
  const [first] = rows;
  if (booleanOf(first?.is_expired)) return { kind: "expired" };
  if (!booleanOf(first?.is_known)) return { kind: "ahead" };
  const events = first?.xid === null ? [] : wholeWrites(rows, limit).map(eventOf);
  return { kind: "events", events, position: events.at(-1)?.position ?? after };
}

/** Without the last write, if it does not fit and is not the only one. */
function wholeWrites(rows: readonly Row[], limit: number): readonly Row[] {
  const last = rows.at(-1);
  if (rows.length <= limit || last === undefined) return rows;
  const position = positionOf(last);
  const end = rows.findIndex((row) => positionOf(row) === position);
  return end > 0 ? rows.slice(0, end) : rows;
}

/** The position after the last event that readers are shown. */
export async function readHead(database: Database): Promise<LogPosition> {
  const [row] = await database.read(selectHead);
  if (row === undefined) throw new TypeError("The store's own row is missing");
  return positionOf(row);
}
