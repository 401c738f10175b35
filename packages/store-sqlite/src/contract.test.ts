import { DatabaseSync } from "node:sqlite";
import { userStoreContract } from "@org/user-testing/contracts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";
import { createSqliteStore } from "./user-store.ts";

userStoreContract("SQLite, a file", async () => {
  const folder = temporaryFolder();
  const openAnother = () => createSqliteStore({ path: folder.path("users.db") });
  const store = openAnother();
  await store.migrate();
  return { store, openAnother, dispose: folder.remove };
});

userStoreContract("SQLite, in memory", async () => {
  const store = createSqliteStore({ path: ":memory:" });
  await store.migrate();
  return { store };
});

userStoreContract("SQLite, a connection handed in", async () => {
  const database = new DatabaseSync(":memory:", { readBigInts: true });
  const store = createSqliteStore({ database });
  await store.migrate();
  return { store, dispose: async () => database.close() };
});
