import type { UserUpdates } from "@org/user-core";
import type { Database } from "./database.ts";
import { bigintOf, eventKinds, numberOf, updateColumns, updateOf } from "./rows.ts";
import { statement } from "./statement.ts";
import { isUserId } from "./users.ts";

// One row at least, which tells of the user. `kind > 0` in the words of the partial index.
const select = statement(
  "user_updates",
  (s) => `
    SELECT
      (SELECT u.revision FROM ${s}.users AS u WHERE u.id = $1::integer) AS present,
      (SELECT max(l.revision) FROM ${s}.events AS l
        WHERE l.user_id = $1::integer AND l.kind > 0) AS last,
      ${updateColumns}
    FROM (VALUES (1)) AS one
    LEFT JOIN LATERAL (
      SELECT * FROM ${s}.events
      WHERE user_id = $1::integer AND kind > 0 AND revision > $2::bigint
      ORDER BY revision LIMIT $3::integer
    ) AS e ON true
    ORDER BY e.revision`,
);

/**
 * One user's updates after a revision. Creations are revision 1 and no updates.
 * Revisions are given under the lock of the user's row, so what is committed
 * has no gaps, and no other transaction need be waited for.
 */
export async function readUserUpdates(
  database: Database,
  userId: number,
  afterRevision: bigint,
  limit: number,
): Promise<UserUpdates> {
  if (!isUserId(userId)) return { kind: "unknown" };
  const after = afterRevision < 1n ? 1n : afterRevision;
  const rows = await database.read(select, [userId, String(after), limit]);
  const [first] = rows;
  const last = first?.present ?? first?.last ?? undefined;
  if (first === undefined || last === undefined) return { kind: "unknown" };
  const revision = bigintOf(last);
  if (afterRevision > revision) return { kind: "ahead", revision };
  if (after === revision) return { kind: "updates", updates: [], ended: first.present === null };
  if (first.revision === null || bigintOf(first.revision) !== after + 1n) {
    return { kind: "expired" };
  }
  const ended = numberOf(rows.at(-1)?.kind) === eventKinds.deleted;
  return { kind: "updates", updates: rows.map(updateOf), ended };
}
