import type { RememberedRequest, User, UserEvent, UserUpdate } from "@org/user-core";
import type { Row } from "./options.ts";

/** The columns of `users AS u` that {@link userOf} reads. */
export const userColumns =
  "u.id, u.email, u.name, u.is_active, u.created_at, u.updated_at, u.revision";

/** The user in a row. A literal, not `create(UserSchema)`: half the time, the same message. */
export function userOf(row: Row): User {
  return {
    $typeName: "userservice.v1.User",
    id: numberOf(row.id),
    email: textOf(row.email),
    name: textOf(row.name),
    isActive: booleanOf(row.is_active),
    createdAt: bigintOf(row.created_at),
    updatedAt: bigintOf(row.updated_at),
    revision: bigintOf(row.revision),
  };
}

/** What happened, as `events.kind` has it. */
export const eventKinds = { created: 0, updated: 1, deleted: 2 } as const;

/** The columns of `events AS e` that {@link updateOf} reads. */
export const updateColumns =
  "e.kind, e.user_id, e.revision, e.at, e.field, e.old_value, e.new_value";

/** The update in a row of kind 1 or 2. */
export function updateOf(row: Row): UserUpdate {
  return {
    $typeName: "userservice.v1.UserUpdate",
    userId: numberOf(row.user_id),
    revision: bigintOf(row.revision),
    timestamp: bigintOf(row.at),
    field: textOf(row.field),
    oldValue: textOf(row.old_value),
    newValue: textOf(row.new_value),
  };
}

/**
 * The columns of `events AS e` that {@link eventOf} reads. `email` to
 * `updated_at` are set for a creation, `field` to `new_value` for an update.
 */
export const eventColumns = `${updateColumns}, e.email, e.name, e.is_active, e.updated_at, e.xid::text, e.seq`;

/** The event in a row. */
export function eventOf(row: Row): UserEvent {
  const userId = numberOf(row.user_id);
  const position = positionOf(row);
  const kind = numberOf(row.kind);
  if (kind === eventKinds.created) {
    return { kind: "created", userId, user: createdUserOf(row), position };
  }
  const update = updateOf(row);
  return { kind: kind === eventKinds.deleted ? "deleted" : "updated", userId, update, position };
}

/** The user in a row of kind 0. */
function createdUserOf(row: Row): User {
  return {
    $typeName: "userservice.v1.User",
    id: numberOf(row.user_id),
    email: textOf(row.email),
    name: textOf(row.name),
    isActive: booleanOf(row.is_active),
    createdAt: bigintOf(row.at),
    updatedAt: bigintOf(row.updated_at),
    revision: bigintOf(row.revision),
  };
}

/** The position after the write in a row, of its columns `xid` and `seq`. */
export function positionOf(row: Row): string {
  return `${textOf(row.xid)}:${bigintOf(row.seq)}`;
}

/** The request in a row of `requests`. */
export function requestOf(row: Row): RememberedRequest {
  return {
    userId: numberOf(row.user_id),
    email: textOf(row.email),
    name: textOf(row.name),
    passwordHash: hashOf(row),
  };
}

/** The hash in a row of `users` or `requests`, if there is one. */
export function hashOf(row: Row): string | undefined {
  return row.password_hash === null ? undefined : textOf(row.password_hash);
}

// What a column comes as is the driver's choice, and that of whoever set its
// parsers: int8 as text, a number or a bigint.

/** A column of whole numbers within 53 bits. */
export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number(bigintOf(value));
}

/** A column of whole numbers. */
export function bigintOf(value: unknown): bigint {
  if (typeof value === "string" || typeof value === "number") return BigInt(value);
  if (typeof value === "bigint") return value;
  throw unreadable(value);
}

/** A column of text. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw unreadable(value);
}

/** A column of booleans. */
export function booleanOf(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === "t" || value === "true") return true;
  if (value === "f" || value === "false") return false;
  throw unreadable(value);
}

function unreadable(value: unknown): TypeError {
  return new TypeError(`The driver gives a column as ${value === null ? "null" : typeof value}`);
}
