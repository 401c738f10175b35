import { create } from "@bufbuild/protobuf";
import {
  isServiceError,
  type NewUser,
  type ServiceError,
  type User,
  type UserChange,
  type UserEvent,
  UserSchema,
  type UserStore,
  type UserUpdate,
  UserUpdateSchema,
} from "@org/user-core";
import { expect } from "vitest";

/** A user about to be stored. */
export function newUser(
  email: string,
  given: { readonly requestId?: string; readonly at?: bigint } = {},
): NewUser {
  const { requestId, at = 1_790_000_000n } = given;
  return {
    user: create(UserSchema, {
      email,
      name: "Ada Lovelace",
      isActive: true,
      createdAt: at,
      updatedAt: at,
      revision: 1n,
    }),
    emailKey: email.toLowerCase(),
    passwordHash: undefined,
    requestId,
  };
}

/** Users about to be stored, told apart by their emails. */
export function newUsers(count: number, prefix = "user"): NewUser[] {
  return Array.from({ length: count }, (_, i) => newUser(`${prefix}${i}@example.com`));
}

/** Stores one user, who must be created. */
export async function insertOne(store: UserStore, entry: NewUser): Promise<User> {
  const [outcome] = await store.insert([entry]);
  if (outcome?.kind !== "created") expect.fail(`expected a created user, got ${outcome?.kind}`);
  return outcome.user;
}

/** A change of a user's name. */
export function renaming(user: User, name: string): UserChange {
  const next = { ...user, name, revision: user.revision + 1n };
  const { id: userId, revision, updatedAt: timestamp } = next;
  const texts = { field: "name", oldValue: user.name, newValue: name };
  return {
    next,
    emailKey: user.email.toLowerCase(),
    expectedRevision: user.revision,
    updates: [create(UserUpdateSchema, { userId, revision, timestamp, ...texts })],
  };
}

/** The last update of a user. */
export function deletionOf(user: User): UserUpdate {
  return create(UserUpdateSchema, {
    userId: user.id,
    field: "deleted",
    oldValue: "false",
    newValue: "true",
    timestamp: user.updatedAt,
    revision: user.revision + 1n,
  });
}

/** Everything in the log that readers are shown, after a position. */
export async function readLog(
  store: UserStore,
  after: string,
  limit = 1_000,
): Promise<UserEvent[]> {
  const events: UserEvent[] = [];
  for (let position = after; ; ) {
    const page = await store.events(position, limit);
    if (page.kind !== "events") expect.fail(`expected events, got ${page.kind}`);
    if (page.events.length === 0) return events;
    events.push(...page.events);
    position = page.position;
  }
}

/** What something fails with, which must be a `ServiceError`. */
export async function failureOf(result: Promise<unknown>): Promise<ServiceError> {
  const error = await result.then(
    () => new Error("expected a failure"),
    (failure: unknown) => failure,
  );
  if (isServiceError(error)) return error;
  throw error;
}
