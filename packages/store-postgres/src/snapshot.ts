import type { UserSnapshot } from "@org/user-core";
import type { Database } from "./database.ts";
import { lastEvent } from "./events.ts";
import { positionOf, textOf, userColumns, userOf } from "./rows.ts";
import { statement } from "./statement.ts";
import { logEnd } from "./visible.ts";

// The users of the statement's snapshot have all that was committed when it
// began, its position only what readers are shown: what lies between is `ahead`.
// One row at least; the first has it.
const select = statement(
  "snapshot",
  (s) => `
    WITH u AS MATERIALIZED (
      SELECT ${userColumns}, row_number() OVER (ORDER BY u.id) AS n FROM ${s}.users AS u
      WHERE u.id > $1::bigint ORDER BY u.id LIMIT $2::integer
    ), ahead AS (
      SELECT user_id, max(revision) AS revision FROM ${s}.events
      WHERE xid >= ${logEnd} AND user_id > $1::bigint AND (
        (SELECT count(*) FROM u) < $2::integer OR user_id <= (SELECT max(id) FROM u)
      )
      GROUP BY user_id
    )
    SELECT
      coalesce(e.xid, m.pruned_xid)::text AS xid, coalesce(e.seq, m.pruned_seq) AS seq,
      CASE WHEN coalesce(u.n, 1) = 1 THEN (
        SELECT json_agg(json_build_array(user_id, revision::text)) FROM ahead
      )::text END AS ahead,
      ${userColumns}
    FROM ${s}.meta AS m
    LEFT JOIN LATERAL (${lastEvent(s)}) AS e ON true
    LEFT JOIN u ON true
    ORDER BY u.id`,
);

/** The users after an id, and the position of the log that they are of. */
export async function readSnapshot(
  database: Database,
  afterId: number,
  limit: number,
): Promise<UserSnapshot> {
  const rows = await database.read(select, [afterId, limit]);
  const [first] = rows;
  if (first === undefined) throw new TypeError("The store's own row is missing");
  const position = positionOf(first);
  const users = first.id === null ? [] : rows.map(userOf);
  return { users, position, ahead: aheadOf(first.ahead) };
}

/** Of the JSON of pairs. */
function aheadOf(json: unknown): Map<number, bigint> {
  if (json === null) return new Map();
  const pairs: [userId: number, revision: string][] = JSON.parse(textOf(json));
  return new Map(pairs.map(([userId, revision]) => [userId, BigInt(revision)]));
}
