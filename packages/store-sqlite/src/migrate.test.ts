import { DatabaseSync } from "node:sqlite";
import type { UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { openStore, testConnection, testPath, testStore } from "./open-store.fixture.ts";
import { failureOf, newUsers } from "./samples.fixture.ts";
import { createSqliteStore } from "./user-store.ts";

const uses: Record<string, (store: UserStore) => Promise<unknown>> = {
  get: (store) => store.get([1]),
  list: (store) => store.list({ afterId: 0, limit: 1 }),
  insert: (store) => store.insert(newUsers(1)),
  head: (store) => store.head(),
  secret: (store) => store.secret(),
  check: (store) => store.check(),
};

it.each(Object.entries(uses))("must come before %s", async (_name, use) => {
  const error = await failureOf(use(testStore(testPath())));
  expect(error.code).toBe("FAILED_PRECONDITION");
  expect(error.message).toBe("The store is not migrated: call migrate() first");
});

it("makes a new database once, though many stores migrate it at once", async () => {
  const path = testPath();
  const stores = Array.from({ length: 8 }, () => testStore(path));
  await Promise.all(stores.map((store) => store.migrate()));
  const secrets = await Promise.all(stores.map((store) => store.secret()));
  for (const secret of secrets) expect(secret).toEqual(secrets[0]);
});

it("marks the database as this package's, with its schema version, in WAL mode", async () => {
  const path = testPath();
  await openStore(path);
  const database = testConnection(path);
  expect(database.prepare("PRAGMA application_id").get()).toEqual({ application_id: 0x55736572 });
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
});

it.each([
  [{}, 2],
  [{ synchronous: "full" }, 2],
  [{ synchronous: "normal" }, 1],
] as const)("syncs as the options %o say", async (options, synchronous) => {
  const database = new DatabaseSync(testPath());
  const store = createSqliteStore({ database }, options);
  await store.migrate();
  expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous });
  await store.close();
  database.close();
});
