import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertAll, newUsers, removeOne, rename } from "./samples.ts";

/** How many users there are. */
export function countContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("is 0 in an empty store", async () => {
    expect(await context.store.count()).toBe(0);
  });

  it("counts the created and not the refused", async () => {
    await insertAll(context.store, newUsers(3));
    await context.store.insert([...newUsers(3), ...newUsers(2, "other")]);
    expect(await context.store.count()).toBe(5);
  });

  it("counts a deleted user no more, and a changed one once", async () => {
    const [first, second] = await insertAll(context.store, newUsers(3));
    if (first) await removeOne(context.store, first);
    if (second) await rename(context.store, second, "Grace");
    expect(await context.store.count()).toBe(2);
  });

  it("counts what concurrent writes made", async () => {
    const entries = newUsers(50);
    await Promise.all(entries.map((entry) => context.store.insert([entry, entry])));
    expect(await context.store.count()).toBe(50);
  });
}
