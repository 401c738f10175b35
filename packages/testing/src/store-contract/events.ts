import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import {
  deletionOf,
  insertAll,
  insertOne,
  newUser,
  newUsers,
  readLog,
  removeOne,
  rename,
} from "./samples.ts";

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
    expect(created).toEqual({ kind: "created", userId: user.id, user });
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
      const { store } = other;
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
    expect(await readLog(context.store, start)).toEqual([
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
