import type { ReplaceOutcome, UserChange, UserUpdate } from "@org/user-core";
import type { Database } from "./database.ts";
import { booleanOf, eventKinds } from "./rows.ts";
import { nextValue, statement } from "./statement.ts";
import { isTaken } from "./status.ts";

// An email that is taken when the statement begins is not waited for, so that two
// who swap theirs do not wait for each other. Nobody gets it in a transaction older
// than the one that frees it, but who had to wait for another writer first.
const replace = statement(
  "replace",
  (s) => `
    WITH before AS MATERIALIZED (
      SELECT
        EXISTS (SELECT FROM ${s}.users WHERE id = $1::integer AND revision = $2::bigint) AS holds,
        EXISTS (SELECT FROM ${s}.users WHERE email_key = $4::text AND id <> $1::integer) AS taken
    ), changed AS (
      UPDATE ${s}.users SET
        email = $3::text, email_key = $4::text, name = $5::text, is_active = $6::boolean,
        created_at = $7::bigint, updated_at = $8::bigint, revision = $9::bigint,
        password_hash = CASE WHEN $10::boolean THEN $11::text ELSE password_hash END
      WHERE id = $1::integer AND revision = $2::bigint AND NOT (SELECT taken FROM before)
      RETURNING id
    ), logged AS (
      INSERT INTO ${s}.events (seq, revision, kind, user_id, at, field, old_value, new_value)
      SELECT w.seq, u.revision, ${eventKinds.updated}, w.id, u.at, u.field, u.old_value, u.new_value
      FROM (SELECT ${nextValue(s, "writes")} AS seq, id FROM changed) AS w,
      json_to_recordset($12::json) AS u (
        revision bigint, at bigint, field text, old_value text, new_value text
      )
    )
    SELECT holds, taken, EXISTS (SELECT FROM changed) AS applied FROM before`,
);

/** Applies a change with its events, or nothing. */
export async function replaceUser(database: Database, change: UserChange): Promise<ReplaceOutcome> {
  const { next, passwordHash } = change;
  const values = [
    next.id,
    String(change.expectedRevision),
    next.email,
    change.emailKey,
    next.name,
    next.isActive,
    String(next.createdAt),
    String(next.updatedAt),
    String(next.revision),
    passwordHash !== undefined,
    passwordHash ?? null,
    JSON.stringify(change.updates.map(recordOf)),
  ];
  // The user was at the revision, or its email would not have been compared.
  const isEmailTaken = (error: unknown) => isTaken(error, "users_email_key");
  try {
    const [row] = await database.write(replace, values, isEmailTaken);
    if (booleanOf(row?.applied)) return "applied";
    const isTaken = booleanOf(row?.holds) && booleanOf(row?.taken);
    return isTaken ? "email_taken" : "revision_mismatch";
  } catch (error) {
    if (isEmailTaken(error)) return "email_taken";
    throw error;
  }
}

function recordOf({ revision, timestamp, field, oldValue, newValue }: UserUpdate) {
  return {
    revision: String(revision),
    at: String(timestamp),
    field,
    old_value: oldValue,
    new_value: newValue,
  };
}
