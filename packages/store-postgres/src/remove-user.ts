import type { UserUpdate } from "@org/user-core";
import { anyCountSlot, countedBy } from "./count.ts";
import type { Database } from "./database.ts";
import { booleanOf, eventKinds } from "./rows.ts";
import { nextValue, statement } from "./statement.ts";

const remove = statement(
  "remove",
  (s) => `
    WITH removed AS (
      DELETE FROM ${s}.users WHERE id = $1::integer AND revision = $2::bigint RETURNING id
    ), logged AS (
      INSERT INTO ${s}.events (seq, revision, kind, user_id, at, field, old_value, new_value)
      SELECT
        ${nextValue(s, "writes")}, $3::bigint, ${eventKinds.deleted}, id, $4::bigint, $5::text,
        $6::text, $7::text
      FROM removed
    ), counted AS (
      ${countedBy(s, "$8", "-(SELECT count(*) FROM removed)")}
    )
    SELECT EXISTS (SELECT FROM removed) AS removed`,
);

/** Deletes a user and appends its last update, or does nothing. */
export async function removeUser(
  database: Database,
  userId: number,
  expectedRevision: bigint,
  update: UserUpdate,
): Promise<boolean> {
  const [row] = await database.write(remove, [
    userId,
    String(expectedRevision),
    String(update.revision),
    String(update.timestamp),
    update.field,
    update.oldValue,
    update.newValue,
    anyCountSlot(),
  ]);
  return booleanOf(row?.removed);
}
