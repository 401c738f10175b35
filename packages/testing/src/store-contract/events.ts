import type { User, UserEvent, UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { readable, type StoreFactory, useStore } from "./context.ts";
import {
  deletionOf,
  insertAll,
  insertOne,
  newUser,
  newUsers,
  readLog,
  removeOne,
  rename,
  tryReplace,
} from "./samples.ts";

/** One write with two events. */
async function renameAndMove(store: UserStore, user: User): Promise<void> {
  const next = { ...user, name: "Grace", email: `new-${user.email}`, revision: user.revision + 2n };
  expect(await tryReplace(store, user, next)).toBe("applied");
}

/** The log of all users. */
export function eventsContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("gives nothing, and the same position, at the head", async () => {
    const empty = await context.store.head();
    expect(await context.store.events(empty, 10)).toEqual({
      kind: "events",
      events: [],
      position: empty,
    });
    await insertOne(context.store, { email: "ada@example.com" });
    const head = await context.store.head();
    expect(await context.store.events(head, 10)).toMatchObject({ events: [], position: head });
  });

  it("gives everybody's changes in commit order", async () => {
    const start = await context.store.head();
    const ada = await insertOne(context.store, { email: "ada@example.com", name: "Ada" });
    const bob = await insertOne(context.store, { email: "bob@example.com" });
    await rename(context.store, ada, "Grace");
    await removeOne(context.store, bob);
    const events = await readLog(context.store, start);
    expect(events).toMatchObject([
      { kind: "created", userId: ada.id },
      { kind: "created", userId: bob.id },
      { kind: "updated", userId: ada.id, update: { field: "name", newValue: "Grace" } },
      { kind: "deleted", userId: bob.id, update: deletionOf(bob) },
    ]);
  });

  it("gives a user as it was created, though it was changed and deleted since", async () => {
    const start = await context.store.head();
    const user = await insertOne(context.store, { email: "ada@example.com", name: "Ada" });
    await removeOne(context.store, await rename(context.store, user, "Grace"));
    const [created] = await readLog(context.store, start);
    expect(created).toMatchObject({ kind: "created", userId: user.id, user });
  });

  it("goes on from any position that it gave, without gap or repetition", async () => {
    const start = await context.store.head();
    await insertAll(context.store, newUsers(7));
    const all = await readLog(context.store, start);
    for (const limit of [1, 2, 3, 7, 8]) {
      expect(await readLog(context.store, start, limit)).toEqual(all);
    }
    const page = await context.store.events(start, 3);
    expect(page.kind === "events" && page.events).toHaveLength(3);
  });

  it("goes on from the position of any event, after the whole write that it is of", async () => {
    const start = await context.store.head();
    const [ada, bob] = await insertAll(context.store, newUsers(2));
    if (ada && bob)
      await Promise.all([renameAndMove(context.store, ada), removeOne(context.store, bob)]);
    const all = await readLog(context.store, start);
    expect(all).toHaveLength(5);
    for (const [i, { position }] of all.entries()) {
      const rest = all.slice(i + 1).filter((event) => event.position !== position);
      expect(await readLog(context.store, position)).toEqual(rest);
    }
  });

  it("gives the events of one write one position, and never in two pages", async () => {
    const start = await context.store.head();
    const [ada, bob] = await insertAll(context.store, newUsers(2));
    if (ada && bob) {
      await renameAndMove(context.store, ada);
      await renameAndMove(context.store, bob);
    }
    const all = await readLog(context.store, start);
    const [first, second, third, fourth, fifth, sixth] = all.map(({ position }) => position);
    expect(new Set([first, second, third, fifth]).size).toBe(4);
    expect([third, fifth]).toEqual([fourth, sixth]);
    for (const limit of [1, 2, 3, 4, 5]) {
      const joined: UserEvent[] = [];
      for (let position = start; position !== sixth; ) {
        const page = await context.store.events(position, limit);
        if (page.kind !== "events") expect.fail(`expected events, got ${page.kind}`);
        const positions = new Set(page.events.map((event) => event.position));
        // Only a write that is larger than the limit goes over it, and by itself.
        if (page.events.length > limit) expect(positions.size).toBe(1);
        for (const each of positions) {
          const whole = all.filter((event) => event.position === each);
          expect(page.events.filter((event) => event.position === each)).toEqual(whole);
        }
        joined.push(...page.events);
        position = page.position;
      }
      expect(joined, `pages of ${limit}`).toEqual(all);
    }
  });

  it("appends nothing for an entry that created nothing", async () => {
    const entry = newUser({ email: "ada@example.com" });
    const start = await context.store.head();
    await context.store.insert([entry, entry]);
    await context.store.insert([entry]);
    expect(await readLog(context.store, start)).toHaveLength(1);
  });

  it("says that the log never reached a position", async () => {
    await insertAll(context.store, newUsers(3));
    const other = await factory();
    try {
      const store = readable(other, other.store);
      await insertAll(store, newUsers(4));
      expect(await context.store.events(await store.head(), 10)).toEqual({ kind: "ahead" });
    } finally {
      await other.store.close();
      await other.dispose?.();
    }
  });

  it("gives what another store on the same data committed", async (test) => {
    const start = await context.store.head();
    const another = await context.openAnother(test);
    const user = await insertOne(another, { email: "ada@example.com" });
    expect(await readLog(context.store, start)).toMatchObject([
      { kind: "created", userId: user.id, user },
    ]);
    expect(await context.store.head()).toBe(await another.head());
  });

  it("gives all of concurrent writes, each user's in revision order", async () => {
    const start = await context.store.head();
    const users = await insertAll(context.store, newUsers(10));
    await Promise.all(
      users.map(async (user) => {
        const next = await rename(context.store, user, "Grace");
        await removeOne(context.store, next);
      }),
    );
    const events = await readLog(context.store, start, 4);
    for (const { id } of users) {
      const kinds = events.filter(({ userId }) => userId === id).map(({ kind }) => kind);
      expect(kinds).toEqual(["created", "updated", "deleted"]);
    }
  });
}
