import type { PageQuery, User } from "@org/user-core";
import type { Connection } from "./connection.ts";
import { type UserRow, userColumns, userOf } from "./rows.ts";

const byId = `SELECT ${userColumns} FROM users AS u WHERE u.id = ?`;
const byIds = `SELECT ${userColumns} FROM json_each(?) AS wanted JOIN users AS u ON u.id = wanted.value`;
const byEmail = `SELECT ${userColumns} FROM users AS u WHERE u.email_key = ?`;
const pageAfterId = `SELECT ${userColumns} FROM users AS u WHERE u.id > ? ORDER BY u.id LIMIT ?`;
const pageAtOffset = `SELECT ${userColumns} FROM users AS u ORDER BY u.id LIMIT ? OFFSET ?`;

/** The users in the order of the ids: one statement, for one id a point look-up. */
export function getUsers(connection: Connection, ids: readonly number[]): (User | undefined)[] {
  const [first] = ids;
  if (first === undefined) return [];
  if (ids.length === 1) {
    const row = connection.query<UserRow>(byId).get(first);
    return [row && userOf(row)];
  }
  const found = new Map<number, User>();
  for (const row of connection.query<UserRow>(byIds).all(JSON.stringify(ids))) {
    const user = userOf(row);
    found.set(user.id, user);
  }
  return ids.map((id) => found.get(id));
}

/** The user with this canonical email. */
export function getUserByEmail(connection: Connection, emailKey: string): User | undefined {
  const row = connection.query<UserRow>(byEmail).get(emailKey);
  return row && userOf(row);
}

/** A page of users by id. */
export function listUsers(connection: Connection, query: PageQuery): User[] {
  const rows =
    "offset" in query
      ? connection.query<UserRow>(pageAtOffset).all(query.limit, query.offset)
      : connection.query<UserRow>(pageAfterId).all(query.afterId, query.limit);
  return rows.map(userOf);
}
