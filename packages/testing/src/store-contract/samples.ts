import { create } from "@bufbuild/protobuf";
import type {
  InsertOutcome,
  NewUser,
  ReplaceOutcome,
  User,
  UserEvent,
  UserStore,
  UserUpdate,
} from "@org/user-core";
import { UserSchema, UserUpdateSchema } from "@org/user-core";
import { expect } from "vitest";

/** The time of all samples that say nothing else, in Unix seconds. */
export const sampleTime = 1_790_000_000n;

/** A user about to be stored; whatever is not given does not matter to the test. */
export function newUser(given: {
  email: string;
  name?: string;
  at?: bigint;
  passwordHash?: string;
  requestId?: string;
}): NewUser {
  const { email, name = "Ada Lovelace", at = sampleTime, passwordHash, requestId } = given;
  return {
    user: create(UserSchema, {
      email,
      name,
      isActive: true,
      createdAt: at,
      updatedAt: at,
      revision: 1n,
    }),
    emailKey: email.toLowerCase(),
    passwordHash,
    requestId,
  };
}

/** Users about to be stored, told apart by their emails. */
export function newUsers(count: number, prefix = "user"): NewUser[] {
  return Array.from({ length: count }, (_, i) => newUser({ email: `${prefix}${i}@example.com` }));
}

/** Stores users that must all be created. */
export async function insertAll(store: UserStore, entries: readonly NewUser[]): Promise<User[]> {
  const outcomes = await store.insert(entries);
  return outcomes.map(createdUser);
}

/** Stores one user that must be created. */
export async function insertOne(
  store: UserStore,
  given: Parameters<typeof newUser>[0],
): Promise<User> {
  return createdUser((await store.insert([newUser(given)]))[0]);
}

/** The user of an outcome that must be `created`. */
export function createdUser(outcome: InsertOutcome | undefined): User {
  if (outcome?.kind !== "created") expect.fail(`expected a created user, got ${outcome?.kind}`);
  return outcome.user;
}

/** Gives a user a new name, and with it a revision. Throws unless it is applied. */
export async function rename(
  store: UserStore,
  user: User,
  name: string,
  at: bigint = sampleTime,
): Promise<User> {
  const next = { ...user, name, updatedAt: at, revision: user.revision + 1n };
  expect(await tryReplace(store, user, next)).toBe("applied");
  return next;
}

/** Asks for a next state with one update for each revision in between. */
export function tryReplace(store: UserStore, user: User, next: User): Promise<ReplaceOutcome> {
  return store.replace({
    next,
    emailKey: next.email.toLowerCase(),
    expectedRevision: user.revision,
    updates: updatesBetween(user, next),
  });
}

function updatesBetween(user: User, next: User): UserUpdate[] {
  const changed = (["email", "name", "isActive"] as const).filter((f) => user[f] !== next[f]);
  return changed.map((field, i) =>
    create(UserUpdateSchema, {
      userId: user.id,
      field,
      oldValue: String(user[field]),
      newValue: String(next[field]),
      timestamp: next.updatedAt,
      revision: user.revision + BigInt(i + 1),
    }),
  );
}

/** The last update of a user. */
export function deletionOf(user: User, at: bigint = sampleTime): UserUpdate {
  return create(UserUpdateSchema, {
    userId: user.id,
    field: "deleted",
    oldValue: "false",
    newValue: "true",
    timestamp: at,
    revision: user.revision + 1n,
  });
}

/** Deletes a user who must be there at that revision. */
export async function removeOne(
  store: UserStore,
  user: User,
  at: bigint = sampleTime,
): Promise<void> {
  expect(await store.remove(user.id, user.revision, deletionOf(user, at))).toBe(true);
}

/** Everything in the log after a position, read in pages. */
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
