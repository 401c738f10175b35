import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import {
  openStore,
  testConnection,
  testFolder,
  testPath,
  testStore,
} from "./open-store.fixture.ts";
import { failureOf, newUsers } from "./samples.fixture.ts";
import { createSqliteStore } from "./user-store.ts";

const foreign: Record<string, { make: (path: string) => void; message: RegExp }> = {
  "a database with another application's id": {
    make: (path) => makeDatabase(path, "PRAGMA application_id = 252006675; CREATE TABLE t (a)"),
    message: /is the database of another application$/,
  },
  "a database with another application's id and no tables": {
    make: (path) => makeDatabase(path, "PRAGMA application_id = 252006675"),
    message: /is the database of another application$/,
  },
  "a database with tables of another application": {
    make: (path) => makeDatabase(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1)"),
    message: /is the database of another application$/,
  },
  "a database of another application that is in WAL mode": {
    make: (path) => makeDatabase(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (a)"),
    message: /is the database of another application$/,
  },
  "a database of another application that was killed with all its tables in the WAL": {
    make: (path) => makeKilledDatabase(path),
    message: /is the database of another application$/,
  },
  "a database of a newer version": {
    make: (path) =>
      makeDatabase(path, "PRAGMA application_id = 0x55736572; PRAGMA user_version = 999"),
    message: /has schema version 999, newer than \d+, the newest known here$/,
  },
  "a text file": {
    make: (path) => writeFileSync(path, "dear diary\n".repeat(500)),
    message: /is not a database$/,
  },
  "a file shorter than a header": {
    make: (path) => writeFileSync(path, "x"),
    message: /is not a database$/,
  },
};

describe.each(Object.entries(foreign))("%s", (_name, { make, message }) => {
  it("is refused in one clear line, and nothing is changed", async () => {
    const path = testPath();
    make(path);
    const before = contentOf(dirname(path));
    const store = testStore(path);
    const error = await failureOf(store.migrate());
    expect(error).toMatchObject({ code: "FAILED_PRECONDITION", reason: "STORE_FOREIGN" });
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
    expect(error.message).not.toContain("\n");
    await store.close();
    expect(contentOf(dirname(path))).toEqual(before);
  });
});

it("refuses a connection to another application's database", async () => {
  const database = testConnection(testPath());
  database.exec("CREATE TABLE t (a)");
  const error = await failureOf(createSqliteStore({ database }).migrate());
  expect(error).toMatchObject({ code: "FAILED_PRECONDITION", reason: "STORE_FOREIGN" });
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "delete" });
});

it("refuses a newer version whose mark is still in the write-ahead log", async () => {
  const path = testPath();
  await openStore(path);
  testConnection(path).exec("PRAGMA user_version = 999");
  const error = await failureOf(testStore(path).migrate());
  expect(error).toMatchObject({ code: "FAILED_PRECONDITION", reason: "STORE_FOREIGN" });
});

it("takes an empty file, and a database without tables", async () => {
  const folder = testFolder();
  writeFileSync(folder.path("empty.db"), "");
  makeDatabase(folder.path("no-tables.db"), "PRAGMA journal_mode = WAL");
  for (const name of ["empty.db", "no-tables.db"]) {
    const store = await openStore(folder.path(name));
    await store.insert(newUsers(1));
  }
});

it("takes a database of its own after a crash left its write-ahead log", async () => {
  const path = testPath();
  const store = await openStore(path);
  await store.insert(newUsers(3));
  const folder = testFolder();
  for (const end of ["", "-wal"]) {
    writeFileSync(folder.path(`copy.db${end}`), readFileSync(path + end));
  }

  expect(await (await openStore(folder.path("copy.db"))).count()).toBe(3);
});

function makeDatabase(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** Every file of a folder with the digest of its content. */
function contentOf(folder: string): [name: string, digest: string][] {
  return readdirSync(folder).map((name) => [
    name,
    createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex"),
  ]);
}

/** A database as it lies there after its process was killed: nothing checkpointed. */
function makeKilledDatabase(path: string): void {
  const living = `${path}.living`;
  const database = new DatabaseSync(living);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)");
  copyFileSync(living, path);
  copyFileSync(`${living}-wal`, `${path}-wal`);
  database.close();
  rmSync(living);
}
