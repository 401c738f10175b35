import type { User, UserUpdate, WatchUsersResponse } from "@org/user-core";
import { expect } from "vitest";

/** The users that a watch leads to. */
export interface StrictCopy {
  /** Takes a message. Fails if it can't follow those before: after a gap, or told again. */
  apply(message: WatchUsersResponse): void;
  /** By id, without the time of their last change, which updates of several fields tell each. */
  users(): readonly CopiedUser[];
}

/** What a watch tells of a user. */
export type CopiedUser = Pick<User, "id" | "email" | "name" | "isActive" | "revision">;

/** What of a user a watch tells. */
export function copied({ id, email, name, isActive, revision }: User): CopiedUser {
  return { id, email, name, isActive, revision };
}

/**
 * Makes an empty copy.
 *
 * @param mayContain whether a change may come that is contained in a user who
 * was received already, as after a resumption amid the existing users. Default: never.
 */
export function createStrictCopy(mayContain: () => boolean = () => false): StrictCopy {
  const users = new Map<number, CopiedUser>();
  let lastExisting = 0;

  function isContained(id: number, revision: bigint): boolean {
    if (!mayContain()) return false;
    const user = users.get(id);
    return user === undefined ? id <= lastExisting : revision <= user.revision;
  }

  function addExisting(user: User): void {
    expect(user.id, "existing users come by id").toBeGreaterThan(lastExisting);
    expect(users.has(user.id), `user ${user.id} was told`).toBe(false);
    lastExisting = user.id;
    users.set(user.id, copied(user));
  }

  function addCreated(user: User): void {
    if (isContained(user.id, user.revision)) return;
    expect(users.has(user.id), `user ${user.id} was told`).toBe(false);
    expect(user.revision, "the revision of a creation").toBe(1n);
    users.set(user.id, copied(user));
  }

  function update({ userId, field, oldValue, newValue, revision }: UserUpdate): void {
    if (isContained(userId, revision)) return;
    const user = users.get(userId);
    if (user === undefined) throw new Error(`user ${userId} was not told`);
    expect(revision, `the next revision of user ${userId}`).toBe(user.revision + 1n);
    const texts = { email: user.email, name: user.name, is_active: String(user.isActive) };
    expect({ ...texts, [field]: oldValue }, "the value before").toEqual(texts);
    const next = { ...texts, [field]: newValue };
    const { email, name, is_active: isActive } = next;
    users.set(userId, { id: userId, email, name, isActive: isActive === "true", revision });
  }

  function remove(id: number): void {
    const wasThere = users.delete(id);
    if (!isContained(id, 0n)) expect(wasThere, `user ${id} was there`).toBe(true);
  }

  return {
    apply({ event }) {
      if (event.case === "existing") addExisting(event.value);
      else if (event.case === "created") addCreated(event.value);
      else if (event.case === "updated") update(event.value);
      else if (event.case === "deletedId") remove(event.value);
      else expect(event.case).toBe("heartbeat");
    },
    users: () => [...users.values()].toSorted((a, b) => a.id - b.id),
  };
}
