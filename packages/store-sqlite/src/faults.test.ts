import { chmodSync, closeSync, fstatSync, mkdirSync, openSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { UserStore } from "@org/user-core";
import { expect, it, onTestFinished } from "vitest";
import { openStore, testFolder, testPath, testStore } from "./open-store.fixture.ts";
import { failureOf, newUser, newUsers } from "./samples.fixture.ts";
import { createSqliteStore } from "./user-store.ts";

const nobody = 65_534;

it("fails with RESOURCE_EXHAUSTED when it is full, loses nothing, and goes on when there is room", async () => {
  const { store, limitPages } = await storeOfLimitedSize();
  await store.insert(newUsers(100, "first"));
  limitPages(40);
  const error = await failureOf(store.insert(newUsers(5_000, "many")));
  expect(error).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "STORE_FULL" });
  expect(error.message).toBe("The store is full");
  expect(error.cause).toMatchObject({ errcode: 13 });
  await expectUsers(store, 100);
  limitPages(10_000);
  await store.insert(newUsers(5_000, "many"));
  await expectUsers(store, 5_100);
});

it("fails every write of a commit that fails, with nothing half-written", async () => {
  const { store, limitPages } = await storeOfLimitedSize();
  limitPages(40);
  const writes = Array.from({ length: 900 }, (_, i) => newUsers(1, `user${i}-${"x".repeat(200)}`));
  const failures = await Promise.all(writes.map((entries) => failureOf(store.insert(entries))));
  expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(["STORE_FULL"]));
  await expectUsers(store, 0);
});

it("fails with UNAVAILABLE in a folder that can't be written", async () => {
  const folder = testFolder();
  chmodSync(folder.path("."), 0o555);
  const asRoot = process.geteuid?.() === 0;
  if (asRoot) process.seteuid?.(nobody);
  onTestFinished(() => {
    if (asRoot) process.seteuid?.(0);
    chmodSync(folder.path("."), 0o755);
  });
  const error = await failureOf(testStore(folder.path("users.db")).migrate());
  expect(error).toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
  expect(error.message).toBe(`${folder.path("users.db")} can't be opened`);
});

it("fails with UNAVAILABLE where there is no folder, or a folder instead of a file", async () => {
  const folder = testFolder();
  mkdirSync(folder.path("folder.db"));
  for (const name of ["missing/users.db", "folder.db"]) {
    const error = await failureOf(testStore(folder.path(name)).migrate());
    expect(error).toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
    expect(error.message).not.toContain("\n");
  }
});

it("says DATA_LOSS of a damaged file, and gives the driver's words only as the cause", async () => {
  const path = testPath();
  const store = await openStore(path);
  await store.insert(newUsers(1_000));
  await store.close();
  damage(path);
  const damaged = await openStore(path);
  const error = await failureOf(damaged.list({ afterId: 0, limit: 10_000 }));
  expect(error).toMatchObject({ code: "DATA_LOSS", message: "The store's file is damaged" });
  expect(error.cause).toMatchObject({ errcode: expect.any(Number) });
});

it("can be migrated after a first try failed", async () => {
  const folder = testFolder();
  const store = testStore(folder.path("later/users.db"));
  await failureOf(store.migrate());
  mkdirSync(folder.path("later"));
  await store.migrate();
  await store.insert([newUser("ada@example.com")]);
});

/** Overwrites everything behind the first pages, which hold the schema. */
function damage(path: string): void {
  const file = openSync(path, "r+");
  const start = 8 * 4_096;
  writeSync(file, Buffer.alloc(fstatSync(file).size - start, 0xff), 0, null, start);
  closeSync(file);
}

async function storeOfLimitedSize(): Promise<{
  store: UserStore;
  limitPages: (pages: number) => void;
}> {
  const database = new DatabaseSync(testPath());
  const store = createSqliteStore({ database });
  await store.migrate();
  onTestFinished(async () => {
    await store.close();
    database.close();
  });
  const limitPages = (pages: number) => database.exec(`PRAGMA max_page_count = ${pages}`);
  return { store, limitPages };
}

/** That all ways to count them give this many users. */
async function expectUsers(store: UserStore, count: number): Promise<void> {
  expect(await store.count()).toBe(count);
  expect(await store.list({ afterId: 0, limit: 10_000 })).toHaveLength(count);
  const log = await store.events("0", 10_000);
  expect(log.kind === "events" && log.events).toHaveLength(count);
}
