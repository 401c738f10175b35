import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertOne } from "./samples.ts";

/** The schema, and whether the store can serve. */
export function migrateContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("migrates again without losing anything", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    await context.store.migrate();
    expect(await context.store.get([user.id])).toEqual([user]);
  });

  it("migrates from many stores on the same data at once", async (test) => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    const others = await Promise.all(Array.from({ length: 5 }, () => context.openAnother(test)));
    for (const other of others) expect(await other.get([user.id])).toEqual([user]);
  });

  it("resolves a check if it can serve", async () => {
    await context.store.check();
  });
}
