import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { deletionOf, insertOne, readLog, removeOne, rename } from "./samples.ts";

/** Deletions. */
export function removeContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("deletes the user and appends the update", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    const head = await context.store.head();
    await removeOne(context.store, user);
    expect(await context.store.get([user.id])).toEqual([undefined]);
    expect(await context.store.getByEmail("ada@example.com")).toBeUndefined();
    expect(await context.store.list({ afterId: 0, limit: 10 })).toEqual([]);
    expect(await readLog(context.store, head)).toMatchObject([
      { kind: "deleted", userId: user.id, update: deletionOf(user) },
    ]);
  });

  it("does nothing if the revision no longer holds", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    const present = await rename(context.store, user, "Grace");
    const head = await context.store.head();
    expect(await context.store.remove(user.id, user.revision, deletionOf(user))).toBe(false);
    expect(await context.store.get([user.id])).toEqual([present]);
    expect(await readLog(context.store, head)).toEqual([]);
  });

  it("does nothing for a user who is not there", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    await removeOne(context.store, user);
    const head = await context.store.head();
    expect(await context.store.remove(user.id, user.revision, deletionOf(user))).toBe(false);
    expect(await context.store.head()).toBe(head);
    expect(await context.store.count()).toBe(0);
  });

  it("deletes once, though many ask at the same time", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    const results = await Promise.all(
      Array.from({ length: 10 }, () => context.store.remove(user.id, 1n, deletionOf(user))),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await context.store.count()).toBe(0);
  });
}
