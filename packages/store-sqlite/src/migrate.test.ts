import { DatabaseSync } from "node:sqlite";
import type { UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { createUserTables } from "./migrations/001-user-tables.ts";
import { applicationId, schemaVersion } from "./migrations/index.ts";
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
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: schemaVersion });
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
});

it("upgrades a database of the first version, and keeps what is in it", async () => {
  const path = testPath();
  const database = testConnection(path);
  createUserTables(database);
  database.exec(`
    PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1;
    INSERT INTO users VALUES (1, 'a@b.c', 'a@b.c', 'A', 1, 10, 11, 2, NULL);
    INSERT INTO events VALUES (1, 0, 1, 1, 10, NULL, NULL, NULL, 'a@b.c', 'Z', 1, 10);
    INSERT INTO events VALUES (2, 1, 1, 2, 11, 'name', 'Z', 'A', NULL, NULL, NULL, NULL);
    UPDATE counters SET users = 1, last_user_id = 1, last_seq = 2`);
  database.close();
  const store = await openStore(path);
  expect(await store.get([1])).toMatchObject([{ email: "a@b.c", name: "A", revision: 2n }]);
  const { events } = { events: [], ...(await store.events("0", 10)) };
  expect(events).toMatchObject([
    { kind: "created", position: "1" },
    { kind: "updated", position: "2" },
  ]);
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
