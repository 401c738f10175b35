import type { User, UserEvent, UserUpdate } from "@org/user-core";
import { expect } from "vitest";

/** The value of each field as an update tells it. */
const textOf: Readonly<Record<string, (user: User) => string>> = {
  email: ({ email }) => email,
  name: ({ name }) => name,
  is_active: ({ isActive }) => String(isActive),
  password: () => "",
};

const changed: Readonly<Record<string, (value: string) => Partial<User>>> = {
  email: (email) => ({ email }),
  name: (name) => ({ name }),
  is_active: (value) => ({ isActive: value === "true" }),
  password: () => ({}),
};

/** What is expected of a log. */
export interface ReplayOptions {
  /** Whether ids ascend in its order; else it is enough that none comes twice. Default: true. */
  readonly idsAscend?: boolean;
}

/**
 * The users that a whole log leads to, by id. Fails where the log contradicts
 * itself: ids that do not ascend or come twice, revisions with a gap, an old
 * value that was not there, anything after a deletion.
 */
export function replayLog(
  events: readonly UserEvent[],
  { idsAscend = true }: ReplayOptions = {},
): User[] {
  const users = new Map<number, User>();
  const ids = new Set<number>();
  let lastId = 0;
  for (const event of events) {
    if (event.kind === "created") {
      if (idsAscend) expect(event.userId, "ids ascend").toBeGreaterThan(lastId);
      expect(ids, "ids come once").not.toContain(event.userId);
      ids.add(event.userId);
      expect(event.user).toMatchObject({ id: event.userId, revision: 1n });
      lastId = event.userId;
      users.set(event.userId, event.user);
      continue;
    }
    const user = users.get(event.userId);
    if (user === undefined)
      expect.fail(`user ${event.userId} has an event before or after its life`);
    if (event.kind === "updated") users.set(user.id, applyUpdate(user, event.update));
    else {
      expectDeletion(user, event.update);
      users.delete(user.id);
    }
  }
  return [...users.values()].toSorted((a, b) => a.id - b.id);
}

/** The user after an update, which must fit. */
function applyUpdate(user: User, update: UserUpdate): User {
  const { field, oldValue, newValue, revision, timestamp } = update;
  const text = textOf[field]?.(user);
  expect(oldValue, `old value of ${field} at revision ${revision}`).toBe(text);
  if (field !== "password") expect(newValue, `${field} changes`).not.toBe(oldValue);
  expect(revision, "revisions are gapless").toBe(user.revision + 1n);
  return { ...user, ...changed[field]?.(newValue), revision, updatedAt: timestamp };
}

function expectDeletion(user: User, { field, oldValue, newValue, revision }: UserUpdate): void {
  expect({ field, oldValue, newValue, revision }).toEqual({
    field: "deleted",
    oldValue: "false",
    newValue: "true",
    revision: user.revision + 1n,
  });
}
