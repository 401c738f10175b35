import type { PageQuery, User } from "@org/user-core";
import type { Database } from "./database.ts";
import { userColumns, userOf } from "./rows.ts";
import { statement } from "./statement.ts";

const byId = statement(
  "get",
  (s) => `SELECT ${userColumns} FROM ${s}.users AS u WHERE u.id = $1::integer`,
);
const byIds = statement(
  "get_many",
  (s) => `SELECT ${userColumns} FROM ${s}.users AS u WHERE u.id = ANY ($1::integer[])`,
);
const byEmail = statement(
  "get_by_email",
  (s) => `SELECT ${userColumns} FROM ${s}.users AS u WHERE u.email_key = $1::text`,
);
const pageAfterId = statement(
  "list_after",
  (s) => `
    SELECT ${userColumns} FROM ${s}.users AS u
    WHERE u.id > $1::bigint ORDER BY u.id LIMIT $2::integer`,
);
const pageAtOffset = statement(
  "list_at",
  (s) => `
    SELECT ${userColumns} FROM ${s}.users AS u ORDER BY u.id LIMIT $2::integer OFFSET $1::bigint`,
);

/** The users in the order of the ids: one statement, for one id a point look-up. */
export async function getUsers(
  database: Database,
  ids: readonly number[],
): Promise<(User | undefined)[]> {
  const [first] = ids;
  if (first === undefined) return [];
  if (ids.length === 1) {
    const [row] = isUserId(first) ? await database.read(byId, [first]) : [];
    return [row && userOf(row)];
  }
  // An array as text, which every driver can send.
  const rows = await database.read(byIds, [`{${ids.filter(isUserId).join()}}`]);
  const found = new Map<number, User>();
  for (const row of rows) {
    const user = userOf(row);
    found.set(user.id, user);
  }
  return ids.map((id) => found.get(id));
}

/** The user with this canonical email. */
export async function getUserByEmail(
  database: Database,
  emailKey: string,
): Promise<User | undefined> {
  const [row] = await database.read(byEmail, [emailKey]);
  return row && userOf(row);
}

/** A page of users by id. */
export async function listUsers(database: Database, query: PageQuery): Promise<User[]> {
  const rows =
    "offset" in query
      ? await database.read(pageAtOffset, [query.offset, query.limit])
      : await database.read(pageAfterId, [query.afterId, query.limit]);
  return rows.map(userOf);
}

/** Whether it can be an id at all; what can't is not in the store, and no integer of PostgreSQL. */
export function isUserId(id: number): boolean {
  return (id | 0) === id;
}
