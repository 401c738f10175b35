import { DatabaseSync } from "node:sqlite";
import type { UserStore } from "@org/user-core";
import { onTestFinished } from "vitest";
import type { SqliteStoreOptions } from "./options.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.fixture.ts";
import { createSqliteStore } from "./user-store.ts";

/** A folder that is removed after the test. */
export function testFolder(): TemporaryFolder {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder;
}

/** A path for a database that is removed after the test. */
export function testPath(): string {
  return testFolder().path("users.db");
}

/** A store that is closed after the test, not migrated. */
export function testStore(path: string, options: SqliteStoreOptions = {}): UserStore {
  const store = createSqliteStore({ path }, options);
  onTestFinished(() => store.close());
  return store;
}

/** A migrated store that is closed after the test. */
export async function openStore(path: string, options?: SqliteStoreOptions): Promise<UserStore> {
  const store = testStore(path, options);
  await store.migrate();
  return store;
}

/** A connection beside the store's, closed after the test. */
export function testConnection(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}
