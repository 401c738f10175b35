import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { createdUser, insertAll, insertOne, newUser, newUsers, removeOne } from "./samples.ts";

/** New users. */
export function insertContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("gives each created user with its id, in the order of the entries", async () => {
    const entries = newUsers(3);
    const users = await insertAll(context.store, entries);
    expect(users).toEqual(entries.map(({ user }, i) => ({ ...user, id: users[i]?.id })));
    expect(await context.store.get(users.map(({ id }) => id))).toEqual(users);
  });

  it("gives positive, increasing ids", async () => {
    const users = [
      ...(await insertAll(context.store, newUsers(3, "a"))),
      ...(await insertAll(context.store, newUsers(3, "b"))),
    ];
    const ids = users.map(({ id }) => id);
    expect(ids[0]).toBeGreaterThan(0);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
  });

  it("never gives an id again, also not of the last user", async () => {
    const last = await insertOne(context.store, { email: "ada@example.com" });
    await removeOne(context.store, last);
    const next = await insertOne(context.store, { email: "ada@example.com" });
    expect(next.id).toBeGreaterThan(last.id);
  });

  it("never gives an id again after it was opened again", async (test) => {
    const last = await insertOne(context.store, { email: "ada@example.com" });
    await removeOne(context.store, last);
    const another = await context.openAnother(test);
    const next = await insertOne(another, { email: "ada@example.com" });
    expect(next.id).toBeGreaterThan(last.id);
  });

  it("makes a taken email an outcome of its entry and stops no other", async () => {
    await insertOne(context.store, { email: "taken@example.com" });
    const outcomes = await context.store.insert([
      newUser({ email: "a@example.com" }),
      newUser({ email: "taken@example.com" }),
      newUser({ email: "a@example.com" }),
      newUser({ email: "b@example.com" }),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      "created",
      "email_taken",
      "email_taken",
      "created",
    ]);
  });

  it("gives no outcomes for no entries", async () => {
    expect(await context.store.insert([])).toEqual([]);
  });

  it("leaves the entries as they were", async () => {
    const entry = newUser({ email: "ada@example.com" });
    await context.store.insert([entry]);
    expect(entry).toEqual(newUser({ email: "ada@example.com" }));
  });

  it("gives concurrent batches ids of their own, increasing in each", async () => {
    const batches = Array.from({ length: 20 }, (_, i) => newUsers(10, `batch${i}-`));
    const outcomes = await Promise.all(batches.map((entries) => context.store.insert(entries)));
    const ids = outcomes.map((batch) => batch.map((outcome) => createdUser(outcome).id));
    expect(new Set(ids.flat()).size).toBe(200);
    for (const batch of ids) expect(batch).toEqual(batch.toSorted((a, b) => a - b));
  });
}
