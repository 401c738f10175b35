import { expect, it } from "vitest";
import { createMemoryStore } from "./memory-store.ts";

it("says that it is closed", async () => {
  const store = createMemoryStore();
  await store.close();
  await expect(store.count()).rejects.toMatchObject({ message: "The store is closed" });
});
