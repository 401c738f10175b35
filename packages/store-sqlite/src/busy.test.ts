import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { openStore, testConnection, testPath, testStore } from "./open-store.fixture.ts";
import { failureOf, newUser, newUsers } from "./samples.fixture.ts";

it("waits for another connection's lock without blocking the event loop", async () => {
  const path = testPath();
  const store = await openStore(path);
  const lock = testConnection(path);
  lock.exec("BEGIN IMMEDIATE");
  const writes = newUsers(10).map((entry) => store.insert([entry]));
  // A blocking wait of SQLite would let no turn pass before the lock is gone.
  for (let turns = 0; turns < 1_000; turns += 1) await nextTurn();
  expect(await store.count()).toBe(0);
  lock.exec("COMMIT");
  const outcomes = await Promise.all(writes);
  expect(outcomes.flat().map(({ kind }) => kind)).toEqual(Array(10).fill("created"));
});

it("fails with UNAVAILABLE after busyTimeoutMs, and goes on when the lock is gone", async () => {
  const path = testPath();
  const store = await openStore(path, { busyTimeoutMs: 30 });
  const lock = testConnection(path);
  lock.exec("BEGIN IMMEDIATE");
  const failures = await Promise.all(newUsers(3).map((entry) => failureOf(store.insert([entry]))));
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
    expect(failure.retryAfterMs).toBeGreaterThan(0);
    expect(failure.message).toBe("The store is busy");
    expect(failure.cause).toMatchObject({ errcode: 5 });
  }
  lock.exec("COMMIT");
  await store.insert([newUser("ada@example.com")]);
  expect(await store.count()).toBe(1);
});

it("reads while another connection holds the lock", async () => {
  const path = testPath();
  const store = await openStore(path);
  await store.insert(newUsers(3));
  testConnection(path).exec("BEGIN IMMEDIATE");
  expect(await store.list({ afterId: 0, limit: 10 })).toHaveLength(3);
  await store.check();
});

it("migrates when another connection lets it", async () => {
  const path = testPath();
  const lock = testConnection(path);
  lock.exec("BEGIN EXCLUSIVE");
  const store = testStore(path);
  const migrated = store.migrate();
  for (let turns = 0; turns < 100; turns += 1) await nextTurn();
  lock.exec("COMMIT");
  await migrated;
  await store.check();
});
