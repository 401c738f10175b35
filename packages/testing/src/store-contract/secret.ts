import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";

/** The store's own secret. */
export function secretContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("is 32 bytes, the same each time", async () => {
    const secret = await context.store.secret();
    expect(secret).toHaveLength(32);
    expect(new Set(secret).size).toBeGreaterThan(1);
    expect(await context.store.secret()).toEqual(secret);
  });

  it("is the same for every store that opens the same data", async (test) => {
    const another = await context.openAnother(test);
    expect(await another.secret()).toEqual(await context.store.secret());
  });

  it("is another one in another store", async () => {
    const other = await factory();
    try {
      expect(await other.store.secret()).not.toEqual(await context.store.secret());
    } finally {
      await other.store.close();
      await other.dispose?.();
    }
  });
}
