import type { Credentials } from "@org/user-core";
import type { Database } from "./database.ts";
import { booleanOf, hashOf, userColumns, userOf } from "./rows.ts";
import { statement } from "./statement.ts";

const byEmail = statement(
  "credentials",
  (s) => `
    SELECT u.password_hash, ${userColumns} FROM ${s}.users AS u WHERE u.email_key = $1::text`,
);
const replace = statement(
  "replace_hash",
  (s) => `
    WITH replaced AS (
      UPDATE ${s}.users SET password_hash = $3::text
      WHERE id = $1::integer AND password_hash = $2::text
      RETURNING id
    )
    SELECT EXISTS (SELECT FROM replaced) AS applied`,
);

/** The user with this canonical email, and the hash of its password. */
export async function readCredentials(
  database: Database,
  emailKey: string,
): Promise<Credentials | undefined> {
  const [row] = await database.read(byEmail, [emailKey]);
  return row && { user: userOf(row), passwordHash: hashOf(row) };
}

/** Puts another hash in place of a hash, unless the user has a different one by now. */
export async function replaceHash(
  database: Database,
  userId: number,
  presentHash: string,
  nextHash: string,
): Promise<boolean> {
  const [row] = await database.write(replace, [userId, presentHash, nextHash]);
  return booleanOf(row?.applied);
}
