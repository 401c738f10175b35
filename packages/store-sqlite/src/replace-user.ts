import type { ReplaceOutcome, UserChange } from "@org/user-core";
import { appendUpdate } from "./append-update.ts";
import { eventKinds } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

// OR IGNORE: a taken email changes no row, as a revision that no longer holds does.
const replace = `
  UPDATE OR IGNORE users SET
    email = ?, email_key = ?, name = ?, is_active = ?, created_at = ?, updated_at = ?,
    revision = ?, password_hash = iif(?, ?, password_hash)
  WHERE id = ? AND revision = ?`;
const holds = "SELECT 1 FROM users WHERE id = ? AND revision = ?";

/** Applies a change with its events, or nothing. */
export function replaceUser(tx: Transaction, change: UserChange): ReplaceOutcome {
  const { next, passwordHash, expectedRevision } = change;
  const { changes } = tx.connection
    .command(replace)
    .run(
      next.email,
      change.emailKey,
      next.name,
      next.isActive ? 1 : 0,
      next.createdAt,
      next.updatedAt,
      next.revision,
      passwordHash === undefined ? 0 : 1,
      passwordHash ?? null,
      next.id,
      expectedRevision,
    );
  if (changes === 0) {
    const row = tx.connection.query<readonly [bigint]>(holds).get(next.id, expectedRevision);
    return row === undefined ? "revision_mismatch" : "email_taken";
  }
  const { updates } = change;
  for (const [i, update] of updates.entries()) {
    appendUpdate(tx, eventKinds.updated, update, updates.length - 1 - i);
  }
  return "applied";
}
