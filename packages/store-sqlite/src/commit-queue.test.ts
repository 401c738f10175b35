import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openStore, testConnection, testPath } from "./open-store.fixture.ts";
import { failureOf, newUser, newUsers } from "./samples.fixture.ts";
import { createSqliteStore } from "./user-store.ts";
import { countWalCommits } from "./wal-commits.fixture.ts";

it("commits the inserts that wait at the same time together", async () => {
  const path = testPath();
  const store = await openStore(path);
  const before = countWalCommits(path);
  await Promise.all(newUsers(64).map((entry) => store.insert([entry])));
  expect(countWalCommits(path) - before).toBe(1);
  await store.insert([newUser("one.more@example.com")]);
  expect(countWalCommits(path) - before).toBe(2);
});

it("commits writes of every kind together, in their order", async () => {
  const path = testPath();
  const store = await openStore(path);
  const [outcome] = await store.insert([newUser("ada@example.com")]);
  if (outcome?.kind !== "created") expect.fail("not created");
  const { user } = outcome;
  const before = countWalCommits(path);
  const next = { ...user, email: "new@example.com", revision: 2n };
  const renamed = {
    $typeName: "userservice.v1.UserUpdate",
    ...{ userId: user.id, revision: 2n, timestamp: 0n },
    ...{ field: "email", oldValue: user.email, newValue: next.email },
  } as const;
  const change = { next, emailKey: next.email, expectedRevision: 1n, updates: [renamed] };
  const deletion = {
    $typeName: "userservice.v1.UserUpdate",
    revision: 3n,
    userId: user.id,
  } as const;
  const update = { ...deletion, field: "deleted", oldValue: "", newValue: "", timestamp: 0n };
  const results = await Promise.all([
    store.replace(change),
    store.insert([newUser("ada@example.com")]),
    store.remove(user.id, 2n, update),
    store.insert([newUser("new@example.com")]),
  ]);
  expect(results).toMatchObject(["applied", [{ kind: "created" }], true, [{ kind: "created" }]]);
  expect(countWalCommits(path) - before).toBe(1);
});

it("settles a write only after its commit", async () => {
  const path = testPath();
  const store = await openStore(path);
  const database = testConnection(path);
  const count = database.prepare("SELECT count(*) AS n FROM users WHERE email = ?");
  await Promise.all(
    newUsers(20).map(async (entry) => {
      await store.insert([entry]);
      expect(count.get(entry.user.email)).toEqual({ n: 1 });
    }),
  );
});

it("fails a write that can't be made alone, and whole, beside the others of its commit", async () => {
  const path = testPath();
  const store = await openStore(path);
  const tooLate = newUser("late@example.com", 2n ** 63n);
  const good = newUsers(3).map((entry) => store.insert([entry]));
  const bad = failureOf(store.insert([newUser("with.late@example.com"), tooLate]));
  const outcomes = await Promise.all([...good, store.insert([newUser("last@example.com")])]);
  expect(await bad).toMatchObject({ code: "INTERNAL", message: "Internal error" });
  expect(outcomes.flat().map(({ kind }) => kind)).toEqual(Array(4).fill("created"));
  expect(await store.getByEmail("with.late@example.com")).toBeUndefined();
  expect(await store.count()).toBe(4);
  expect(await store.head()).toBe("4");
});

it("commits nothing when nothing changes", async () => {
  const path = testPath();
  const store = await openStore(path);
  await store.insert([newUser("ada@example.com")]);
  const before = countWalCommits(path);
  await store.insert([newUser("ada@example.com")]);
  expect(countWalCommits(path)).toBe(before);
});

it("commits a long queue in pieces", async () => {
  const path = testPath();
  const store = await openStore(path);
  const before = countWalCommits(path);
  await Promise.all(Array.from({ length: 5 }, (_, i) => store.insert(newUsers(500, `batch${i}-`))));
  expect(countWalCommits(path) - before).toBe(3);
});

it("lets writers in between the chunks of a long prune", async () => {
  const path = testPath();
  const store = await openStore(path);
  await store.insert(newUsers(5_000));
  const settled: string[] = [];
  const pruned = store
    .prune({ eventsBefore: 2n ** 62n, requestIdsBefore: 0n })
    .then(() => settled.push("prune"));
  const inserted = store.insert([newUser("ada@example.com")]).then(() => settled.push("insert"));
  await Promise.all([pruned, inserted]);
  expect(settled).toEqual(["insert", "prune"]);
});

it("gives no id beyond int32, and keeps nothing of the batch that needs one", async () => {
  const path = testPath();
  const store = await openStore(path);
  const database = testConnection(path);
  database.exec(`UPDATE counters SET last_user_id = ${2 ** 31 - 2}`);
  const error = await failureOf(store.insert(newUsers(2)));
  expect(error).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "STORE_FULL" });
  expect(await store.count()).toBe(0);
  expect(await store.insert(newUsers(1))).toMatchObject([{ user: { id: 2 ** 31 - 1 } }]);
});

it("finishes the writes that wait when it is closed, and takes no more", async () => {
  const path = testPath();
  const store = await openStore(path);
  const lock = testConnection(path);
  lock.exec("BEGIN IMMEDIATE");
  const insert = store.insert(newUsers(3));
  const closed = store.close();
  const late = await failureOf(store.insert(newUsers(1, "late")));
  expect(late).toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
  lock.exec("COMMIT");
  expect((await insert).map(({ kind }) => kind)).toEqual(Array(3).fill("created"));
  await closed;
  expect(await failureOf(store.count())).toMatchObject({ code: "UNAVAILABLE" });
});

it("leaves open a connection that was handed in", async () => {
  const database = new DatabaseSync(":memory:");
  const store = createSqliteStore({ database });
  await store.migrate();
  await store.insert(newUsers(2));
  await store.close();
  expect(database.prepare("SELECT count(*) AS n FROM users").get()).toEqual({ n: 2 });
  database.close();
});
