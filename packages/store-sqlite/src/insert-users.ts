import { type InsertOutcome, type NewUser, ServiceError, type User } from "@org/user-core";
import { findRequest, rememberRequest } from "./requests.ts";
import { eventKinds } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

/** Ids are int32 on the wire. */
const maxUserId = 2 ** 31 - 1;

const insertUser = `
  INSERT INTO users
    (id, email, email_key, name, is_active, created_at, updated_at, revision, password_hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (email_key) DO NOTHING`;

// One statement for all creations of a batch: their log positions run with their ids.
const appendCreations = `
  INSERT INTO events (seq, kind, user_id, revision, at, email, name, is_active, updated_at)
  SELECT id + ?, ${eventKinds.created}, id, revision, created_at, email, name, is_active, updated_at
  FROM users WHERE id BETWEEN ? AND ? ORDER BY id`;

/** Inserts each entry that can be, with its event and its request id. */
export function insertUsers(tx: Transaction, entries: readonly NewUser[]): InsertOutcome[] {
  const { connection, counters } = tx;
  const lastIdBefore = counters.lastUserId;
  const outcomes = entries.map((entry) => insertOne(tx, entry));
  const created = counters.lastUserId - lastIdBefore;
  if (created === 0) return outcomes;
  connection
    .command(appendCreations)
    .run(counters.lastSeq - lastIdBefore, lastIdBefore + 1, counters.lastUserId);
  counters.users += created;
  counters.lastSeq += created;
  return outcomes;
}

function insertOne(tx: Transaction, entry: NewUser): InsertOutcome {
  const { requestId, passwordHash } = entry;
  const request = requestId === undefined ? undefined : findRequest(tx.connection, requestId);
  if (request !== undefined) return { kind: "replayed", request };
  const user = { ...entry.user, id: nextId(tx) };
  if (!insertRow(tx, user, entry)) return { kind: "email_taken" };
  tx.counters.lastUserId = user.id;
  if (requestId !== undefined) rememberRequest(tx, requestId, user, passwordHash);
  return { kind: "created", user };
}

/** Whether the email was free. */
function insertRow({ connection }: Transaction, user: User, entry: NewUser): boolean {
  const { id, email, name, isActive, createdAt, updatedAt, revision } = user;
  const hash = entry.passwordHash ?? null;
  const active = isActive ? 1 : 0;
  const { changes } = connection
    .command(insertUser)
    .run(id, email, entry.emailKey, name, active, createdAt, updatedAt, revision, hash);
  return changes !== 0;
}

function nextId({ counters }: Transaction): number {
  if (counters.lastUserId < maxUserId) return counters.lastUserId + 1;
  throw new ServiceError("RESOURCE_EXHAUSTED", "The store has no user ids left", {
    reason: "STORE_FULL",
  });
}
