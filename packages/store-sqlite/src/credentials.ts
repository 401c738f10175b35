import type { Credentials } from "@org/user-core";
import type { Connection } from "./connection.ts";
import { type UserRow, userColumns, userOf } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

const byEmail = `SELECT u.password_hash, ${userColumns} FROM users AS u WHERE u.email_key = ?`;
const replace = "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?";

type Row = readonly [passwordHash: string | null, ...user: UserRow];

/** The user with this canonical email, and the hash of its password. */
export function readCredentials(connection: Connection, emailKey: string): Credentials | undefined {
  const row = connection.query<Row>(byEmail).get(emailKey);
  if (row === undefined) return undefined;
  const [passwordHash, ...user] = row;
  return { user: userOf(user), passwordHash: passwordHash ?? undefined };
}

/** Puts another hash in place of a hash, unless the user has a different one by now. */
export function replaceHash(
  { connection }: Transaction,
  userId: number,
  presentHash: string,
  nextHash: string,
): boolean {
  return connection.command(replace).run(nextHash, userId, presentHash).changes !== 0;
}
