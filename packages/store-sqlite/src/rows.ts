import type { User, UserEvent, UserUpdate } from "@org/user-core";

/** A row of `userColumns`. */
export type UserRow = readonly [
  id: bigint,
  email: string,
  name: string,
  isActive: bigint,
  createdAt: bigint,
  updatedAt: bigint,
  revision: bigint,
];

/** The columns of a {@link UserRow}, of `users AS u`. */
export const userColumns =
  "u.id, u.email, u.name, u.is_active, u.created_at, u.updated_at, u.revision";

/** The user in a row. A literal, not `create(UserSchema)`: half the time, the same message. */
export function userOf(row: UserRow): User {
  return {
    $typeName: "userservice.v1.User",
    id: Number(row[0]),
    email: row[1],
    name: row[2],
    isActive: row[3] === 1n,
    createdAt: row[4],
    updatedAt: row[5],
    revision: row[6],
  };
}

/** What happened, as `events.kind` has it. */
export const eventKinds = { created: 0n, updated: 1n, deleted: 2n } as const;

/** A row of `updateColumns`. */
export type UpdateRow = readonly [
  kind: bigint,
  userId: bigint,
  revision: bigint,
  at: bigint,
  field: string,
  oldValue: string,
  newValue: string,
];

/** The columns of an {@link UpdateRow}. */
export const updateColumns = "kind, user_id, revision, at, field, old_value, new_value";

/** The update in a row of kind 1 or 2. */
export function updateOf(row: UpdateRow): UserUpdate {
  return {
    $typeName: "userservice.v1.UserUpdate",
    userId: Number(row[1]),
    revision: row[2],
    timestamp: row[3],
    field: row[4],
    oldValue: row[5],
    newValue: row[6],
  };
}

/** A row of `eventColumns`. `email` to `updatedAt` are set for a creation, the three before for an update. */
export type EventRow = readonly [
  ...UpdateRow,
  email: string,
  name: string,
  isActive: bigint,
  updatedAt: bigint,
  seq: bigint,
  following: bigint,
];

/** The columns of an {@link EventRow}. */
export const eventColumns = `${updateColumns}, email, name, is_active, updated_at, seq, following`;

/** The event in a row. */
export function eventOf(row: EventRow): UserEvent {
  const [kind, id, revision, at, , , , email, name, isActive, updatedAt, seq, following] = row;
  const userId = Number(id);
  const position = String(seq + following);
  if (kind === eventKinds.created) {
    const user = userOf([id, email, name, isActive, at, updatedAt, revision]);
    return { kind: "created", userId, user, position };
  }
  const update = updateOf([kind, id, revision, at, row[4], row[5], row[6]]);
  return { kind: kind === eventKinds.deleted ? "deleted" : "updated", userId, update, position };
}
