import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createMemoryStore, type UserStore } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";

/**
 * Opens and migrates the store that `--store` names.
 *
 * @throws ServiceError if it can't be read or is another application's.
 */
export async function openStore(location: string): Promise<UserStore> {
  const store = create(location);
  try {
    await store.migrate();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

function create(location: string): UserStore {
  if (location === "memory:") return createMemoryStore();
  const path = location.slice("sqlite:".length);
  mkdirSync(dirname(path), { recursive: true });
  return createSqliteStore({ path });
}
