import type { RememberedRequest, User } from "@org/user-core";
import type { Connection } from "./connection.ts";
import type { Transaction } from "./transaction.ts";

type Row = readonly [userId: bigint, email: string, name: string, passwordHash: string | null];

const select = "SELECT user_id, email, name, password_hash FROM requests WHERE request_id = ?";
const insert = `
  INSERT INTO requests (request_id, user_id, email, name, password_hash, remembered_at)
  VALUES (?, ?, ?, ?, ?, ?)`;

/** What the first call with this request id stored. */
export function findRequest(
  connection: Connection,
  requestId: string,
): RememberedRequest | undefined {
  const row = connection.query<Row>(select).get(requestId);
  if (row === undefined) return undefined;
  const [userId, email, name, passwordHash] = row;
  return { userId: Number(userId), email, name, passwordHash: passwordHash ?? undefined };
}

/** Remembers, as long as `prune` lets it, which user a request made. */
export function rememberRequest(
  { connection }: Transaction,
  requestId: string,
  user: User,
  passwordHash: string | undefined,
): void {
  const { id, email, name, createdAt } = user;
  connection.command(insert).run(requestId, id, email, name, passwordHash ?? null, createdAt);
}
