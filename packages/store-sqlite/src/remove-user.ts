import type { UserUpdate } from "@org/user-core";
import { appendUpdate } from "./append-update.ts";
import { eventKinds } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

const remove = "DELETE FROM users WHERE id = ? AND revision = ?";

/** Deletes a user and appends its last update, or does nothing. */
export function removeUser(
  tx: Transaction,
  userId: number,
  expectedRevision: bigint,
  update: UserUpdate,
): boolean {
  const { changes } = tx.connection.command(remove).run(userId, expectedRevision);
  if (changes === 0) return false;
  tx.counters.users -= 1;
  appendUpdate(tx, eventKinds.deleted, update);
  return true;
}
