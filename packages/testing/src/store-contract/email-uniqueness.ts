import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertOne, newUser, removeOne, tryReplace } from "./samples.ts";

/** One user for each canonical email. */
export function emailUniquenessContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("lets exactly one of many concurrent creates of an email win", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        context.store.insert([newUser({ email: "ada@example.com" })]),
      ),
    );
    const kinds = outcomes.flat().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "created")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "email_taken")).toHaveLength(19);
  });

  it("lets exactly one win when each is made through a store of its own", async (test) => {
    const another = await context.openAnother(test);
    for (let i = 0; i < 10; i += 1) {
      const entry = newUser({ email: `user${i}@example.com` });
      const outcomes = await Promise.all([context.store.insert([entry]), another.insert([entry])]);
      expect(outcomes.map(([outcome]) => outcome?.kind).toSorted()).toEqual([
        "created",
        "email_taken",
      ]);
    }
    expect(await another.count()).toBe(10);
  });

  it("compares the canonical emails, not the emails as given", async () => {
    await insertOne(context.store, { email: "Ada@example.com" });
    expect(await context.store.insert([newUser({ email: "ADA@example.com" })])).toEqual([
      { kind: "email_taken" },
    ]);
  });

  it("frees the email of a deleted user", async () => {
    await removeOne(context.store, await insertOne(context.store, { email: "ada@example.com" }));
    const user = await insertOne(context.store, { email: "ada@example.com" });
    expect(await context.store.getByEmail("ada@example.com")).toEqual(user);
  });

  it("frees the email that a user had before, and takes the next", async () => {
    const user = await insertOne(context.store, { email: "old@example.com" });
    const next = { ...user, email: "new@example.com", revision: 2n };
    expect(await tryReplace(context.store, user, next)).toBe("applied");
    expect(await context.store.getByEmail("old@example.com")).toBeUndefined();
    expect(await context.store.getByEmail("new@example.com")).toEqual(next);
    expect(await context.store.insert([newUser({ email: "new@example.com" })])).toEqual([
      { kind: "email_taken" },
    ]);
    await insertOne(context.store, { email: "old@example.com" });
  });

  it("lets exactly one of two users who ask for the same new email have it", async () => {
    const a = await insertOne(context.store, { email: "a@example.com" });
    const b = await insertOne(context.store, { email: "b@example.com" });
    const outcomes = await Promise.all(
      [a, b].map((user) =>
        tryReplace(context.store, user, { ...user, email: "new@example.com", revision: 2n }),
      ),
    );
    expect(outcomes.toSorted()).toEqual(["applied", "email_taken"]);
  });
}
