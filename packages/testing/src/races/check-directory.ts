import type { LogPosition, User, UserEvent, UserStore, UserUpdate } from "@org/user-core";
import { expect } from "vitest";
import { keptUpdates } from "./kept-updates.ts";
import { replayLog } from "./replay-log.ts";

/** Everything that a store holds, read back. */
export interface Directory {
  readonly users: readonly User[];
  /** The whole log, or `undefined` if its beginning was pruned. */
  readonly events: readonly UserEvent[] | undefined;
}

/** What a check may know of the store. */
export interface CheckOptions {
  /** The position before the first write. */
  readonly start: LogPosition;
  /** Whether ids ascend in the order of the log. Default: true. */
  readonly idsAscend?: boolean;
}

/** Small, so that every reading goes over several pages. */
const pageSize = 2;

/**
 * Reads a store back and fails unless everything in it agrees: users by id,
 * by email, in pages and in number; emails unique; everybody's log and each
 * user's own the same, gapless, and leading to the present state.
 */
export async function checkDirectory(store: UserStore, options: CheckOptions): Promise<Directory> {
  const users = await allUsers(store);
  await checkUsers(store, users);
  const events = await eventsAfter(store, options.start);
  if (events === undefined) {
    for (const user of users) checkEnd(user, await keptUpdates(store, user.id));
    return { users, events };
  }
  expect(replayLog(events, options), "the log leads to the users").toEqual(users);
  await checkFreed(store, users, events);
  for (const event of events) {
    if (event.kind !== "created") continue;
    const own = events.flatMap((each) =>
      each.kind !== "created" && each.userId === event.userId ? [each.update] : [],
    );
    expect(await keptUpdates(store, event.userId), "a user's own log").toEqual(own);
  }
  return { users, events };
}

async function allUsers(store: UserStore): Promise<User[]> {
  const users: User[] = [];
  for (;;) {
    const page = await store.list({ afterId: users.at(-1)?.id ?? 0, limit: pageSize });
    users.push(...page);
    if (page.length < pageSize) return users;
  }
}

async function checkUsers(store: UserStore, users: readonly User[]): Promise<void> {
  const ids = users.map(({ id }) => id);
  expect(
    ids.every((id, i) => id > (ids[i - 1] ?? 0)),
    `ids ascend: ${ids}`,
  ).toBe(true);
  expect(await store.count(), "count").toBe(users.length);
  expect(await store.list({ offset: 0, limit: users.length + 1 }), "pages by offset").toEqual(
    users,
  );
  expect(await store.get(ids), "users by id").toEqual(users);
  // The emails of races are ASCII: in lower case they are their key.
  const keys = users.map(({ email }) => email.toLowerCase());
  expect(new Set(keys).size, `unique emails: ${keys}`).toBe(keys.length);
  for (const [i, key] of keys.entries()) expect(await store.getByEmail(key), key).toEqual(users[i]);
}

/** Nobody is found by an email that nobody has any more. */
async function checkFreed(
  store: UserStore,
  users: readonly User[],
  events: readonly UserEvent[],
): Promise<void> {
  const taken = new Set(users.map(({ email }) => email.toLowerCase()));
  for (const event of events) {
    const email = event.kind === "created" ? event.user.email : event.update.oldValue;
    const key = email.toLowerCase();
    if (!taken.has(key)) expect(await store.getByEmail(key), `${key} is free`).toBeUndefined();
  }
}

async function eventsAfter(store: UserStore, start: LogPosition): Promise<UserEvent[] | undefined> {
  const events: UserEvent[] = [];
  for (let position = start; ; ) {
    const page = await store.events(position, pageSize);
    if (page.kind === "ahead") expect.fail("the log never reached its own position");
    if (page.kind === "expired") return undefined;
    if (page.events.length === 0) return events;
    events.push(...page.events);
    position = page.position;
  }
}

/** Of a pruned log, what is left must end at the present state. */
function checkEnd(user: User, kept: readonly UserUpdate[]): void {
  const last = kept.at(-1);
  if (last !== undefined) expect(last.revision, "the log ends at the user").toBe(user.revision);
  const values = { email: user.email, name: user.name, is_active: String(user.isActive) };
  for (const [field, value] of Object.entries(values)) {
    let newer: string | undefined;
    for (const update of kept.filter((each) => each.field === field).toReversed()) {
      expect(update.newValue, `${field} at revision ${update.revision}`).toBe(newer ?? value);
      newer = update.oldValue;
    }
  }
}
