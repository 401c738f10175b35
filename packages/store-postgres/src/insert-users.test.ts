import type { UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, openStores, testStore } from "./open-store.fixture.ts";
import { failureOf, insertOne, newUser, newUsers, readLog } from "./samples.fixture.ts";

const cluster = useCluster();
const requestIds = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const [r1 = "", r2 = ""] = requestIds;

const kinds = async (store: UserStore, entries: Parameters<UserStore["insert"]>[0]) =>
  (await store.insert(entries)).map(({ kind }) => kind);

it("burns no id on an email that is taken", async () => {
  const store = await openStore(cluster);
  const first = await insertOne(store, newUser("ada@example.com"));
  for (let i = 0; i < 20; i += 1) await store.insert([newUser("ada@example.com")]);
  await store.insert(newUsers(3).flatMap((entry) => [entry, entry]));
  const last = await insertOne(store, newUser("bob@example.com"));
  expect(last.id).toBe(first.id + 4);
});

it("gives ids and log places in the order of the entries, whatever that of their emails", async () => {
  const store = await openStore(cluster);
  const start = await store.head();
  const entries = ["z", "a", "m", "b"].map((name) => newUser(`${name}@example.com`));
  const outcomes = await store.insert(entries);
  const users = outcomes.flatMap((each) => (each.kind === "created" ? [each.user] : []));
  expect(users.map(({ email }) => email)).toEqual(entries.map(({ user }) => user.email));
  expect(users.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect((await readLog(store, start)).map(({ userId }) => userId)).toEqual([1, 2, 3, 4]);
});

it.each([
  ["a request id with the same email", [r1, r1], ["a", "a"], ["created", "replayed"]],
  ["an email with another request id", [r1, r2], ["a", "a"], ["created", "email_taken"]],
  ["a request id with another email", [r1, r1], ["a", "b"], ["created", "replayed"]],
  ["a request id whose email was taken", [r1, r1], ["taken", "a"], ["email_taken", "created"]],
  [
    "an email that a replay does not take",
    [r1, r1, r2],
    ["a", "b", "b"],
    ["created", "replayed", "created"],
  ],
] as const)("settles within a batch: %s", async (_name, ids, names, expected) => {
  const store = await openStore(cluster);
  await insertOne(store, newUser("taken@example.com"));
  const entries = ids.map((requestId, i) => newUser(`${names[i]}@example.com`, { requestId }));
  expect(await kinds(store, entries)).toEqual(expected);
  const created = expected.filter((kind) => kind === "created").length;
  expect(await store.count()).toBe(1 + created);
});

it("replays a request id for all who claim it at once, with one email or several", async () => {
  const stores = await openStores(cluster, 4);
  for (const names of [["a"], ["b", "c", "d"]]) {
    const requestId = names.length === 1 ? r1 : r2;
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, i) => {
        const email = `${names[i % names.length]}@example.com`;
        return stores[i % 4]?.insert([newUser(email, { requestId })]);
      }),
    );
    const created = outcomes.flat().filter((outcome) => outcome?.kind === "created");
    expect(created).toHaveLength(1);
    expect(outcomes.flat().filter((outcome) => outcome?.kind === "replayed")).toHaveLength(23);
  }
});

it("lets crossing batches pass each other without a deadlock, each email won once", async () => {
  const stores = await openStores(cluster, 4, { maxConnections: 4 });
  const deadlocks = () =>
    cluster.execute<{ n: number }>("SELECT sum(deadlocks)::int AS n FROM pg_stat_database");
  const before = await deadlocks();
  const rounds = Array.from({ length: 32 }, async (_, i) => {
    const entries = newUsers(60, `round${i >> 3}-`);
    if (i % 2 === 1) entries.reverse();
    const outcomes = await stores[i % 4]?.insert(entries);
    return outcomes?.filter(({ kind }) => kind === "created").length ?? 0;
  });
  const created = (await Promise.all(rounds)).reduce((sum, count) => sum + count);
  expect(created).toBe(240);
  expect(await stores[0]?.count()).toBe(240);
  await cluster.execute("SELECT pg_stat_force_next_flush()");
  expect(await deadlocks()).toEqual(before);
});

it("fails once the ids are used up, and writes nothing of the batch", async () => {
  const schema = cluster.freshSchema();
  const store = await openStore(cluster, { schema });
  await cluster.execute(`ALTER SEQUENCE "${schema}".user_ids RESTART WITH 2147483646`);
  const error = await failureOf(store.insert(newUsers(3)));
  expect(error).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "STORE_FULL" });
  expect(error.message).toBe("The store has no user ids left");
  expect(await store.count()).toBe(0);
});

it("holds the largest id there is", async () => {
  const schema = cluster.freshSchema();
  const store = await openStore(cluster, { schema });
  await cluster.execute(`ALTER SEQUENCE "${schema}".user_ids RESTART WITH 2147483647`);
  const user = await insertOne(store, newUser("last@example.com"));
  expect(await store.get([2 ** 31 - 1])).toEqual([user]);
  expect(await store.get([2 ** 31, -(2 ** 40), 1.5, user.id])).toEqual([
    undefined,
    undefined,
    undefined,
    user,
  ]);
  expect(await store.get([2 ** 31])).toEqual([undefined]);
});

it("is UNAVAILABLE, to be tried again, when what was stored can't be told, whatever kept it from that", async () => {
  const overtaken = { n: 1, drawn_id: 1, id: null, user_id: null };
  const store = testStore({
    async query(text) {
      if (text.includes("INSERT")) return { rows: [overtaken] };
      throw Object.assign(new Error("no such table"), { code: "42P01" });
    },
  });
  const entry = newUser("ada@example.com", { requestId: "id" });
  const error = await failureOf(store.insert([entry]));
  expect(error).toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
  expect(error.retryAfterMs).toBeGreaterThan(0);
  expect(error.cause).toMatchObject({ code: "FAILED_PRECONDITION" });
});
