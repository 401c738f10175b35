import type { UserUpdates } from "@org/user-core";
import type { Connection } from "./connection.ts";
import { eventKinds, type UpdateRow, updateColumns, updateOf } from "./rows.ts";

const presentRevision = "SELECT revision FROM users WHERE id = ?";
// `kind > 0` in the words of the partial index.
const lastRevision = "SELECT max(revision) FROM events WHERE user_id = ? AND kind > 0";
const select = `
  SELECT ${updateColumns} FROM events
  WHERE user_id = ? AND kind > 0 AND revision >= ? ORDER BY revision LIMIT ?`;

/** One user's updates after a revision. Creations are revision 1 and no updates. */
export function readUserUpdates(
  connection: Connection,
  userId: number,
  afterRevision: bigint,
  limit: number,
): UserUpdates {
  // Read before the updates: what other processes commit in between can then
  // only add updates, which are contiguous with these.
  const present = connection.query<readonly [bigint]>(presentRevision).get(userId)?.[0];
  const last = present ?? lastLogged(connection, userId);
  if (last === undefined) return { kind: "unknown" };
  if (afterRevision > last) return { kind: "ahead", revision: last };
  const next = afterRevision < 1n ? 2n : afterRevision + 1n;
  const rows = connection.query<UpdateRow>(select).all(userId, next, limit);
  const first = rows[0]?.[2];
  if (first === undefined && next > last) {
    return { kind: "updates", updates: [], ended: present === undefined };
  }
  if (first !== next) return { kind: "expired" };
  const ended = rows.at(-1)?.[0] === eventKinds.deleted;
  return { kind: "updates", updates: rows.map(updateOf), ended };
}

function lastLogged(connection: Connection, userId: number): bigint | undefined {
  const row = connection.query<readonly [bigint | null]>(lastRevision).get(userId);
  return row?.[0] ?? undefined;
}
