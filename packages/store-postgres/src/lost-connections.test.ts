import { isServiceError, type UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStores, testStore } from "./open-store.fixture.ts";
import { failureOf, insertOne, newUser, readLog, renaming } from "./samples.fixture.ts";
import { settled } from "./settled.fixture.ts";

const cluster = useCluster();

/** What clients were told of their writes. */
interface Told {
  readonly created: Set<string>;
  /** Failed with UNAVAILABLE: done or not. */
  readonly unknown: Set<string>;
  /** The highest revision that was acknowledged. */
  revision: bigint;
}

/** Writes and reads until it is over, and fails on anything but success and UNAVAILABLE. */
async function work(store: UserStore, client: number, told: Told, isOver: () => boolean) {
  for (let n = 0; !isOver(); n += 1) {
    const email = `${client}-${n}@example.com`;
    try {
      const [outcome] = await store.insert([newUser(email)]);
      expect(outcome?.kind).toBe("created");
      told.created.add(email);
    } catch (error) {
      expectUnavailable(error);
      told.unknown.add(email);
    }
    try {
      const reached = told.revision;
      const [user] = await store.get([1]);
      expect(user?.revision).toBeGreaterThanOrEqual(reached);
    } catch (error) {
      expectUnavailable(error);
    }
  }
}

async function keepRenaming(store: UserStore, told: Told, isOver: () => boolean) {
  for (let n = 0; !isOver(); n += 1) {
    try {
      const [user] = await store.get([1]);
      if (user === undefined) expect.fail("user 1 is gone");
      const outcome = await store.replace(renaming(user, `Name ${n}`));
      expect(outcome).toBe("applied");
      told.revision = user.revision + 1n;
    } catch (error) {
      expectUnavailable(error);
    }
  }
}

function expectUnavailable(error: unknown): void {
  if (!isServiceError(error)) throw error;
  expect(error).toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
  expect(error.retryAfterMs).toBeGreaterThan(0);
}

/** Clients of two stores at work, while something is done to the database. */
async function underLoad(interfere: () => Promise<void>): Promise<void> {
  const [store, other] = await openStores(cluster, 2);
  if (!store || !other) expect.fail("no stores");
  const start = await store.head();
  await insertOne(store, newUser("first@example.com"));
  const told: Told = { created: new Set(), unknown: new Set(), revision: 1n };
  let over = false;
  const isOver = () => over;
  const working = Array.from({ length: 8 }, (_, i) => work(i % 2 ? store : other, i, told, isOver));
  const all = Promise.all([...working, keepRenaming(store, told, isOver)]);
  try {
    await interfere();
  } finally {
    over = true;
  }
  await all;
  expect(told.created.size).toBeGreaterThan(0);
  await settled(cluster);
  await expectKept(store, start, told);
}

/** Fails unless all that was acknowledged is there, nothing else is, and everything agrees. */
async function expectKept(store: UserStore, start: string, told: Told): Promise<void> {
  const users = await store.list({ afterId: 0, limit: 1_000_000 });
  const emails = new Set(users.map(({ email }) => email));
  for (const email of told.created) expect(emails, email).toContain(email);
  for (const email of emails) {
    const isKnown = told.created.has(email) || told.unknown.has(email);
    expect(isKnown || email === "first@example.com", email).toBe(true);
  }
  expect(await store.count()).toBe(users.length);
  const log = await readLog(store, start);
  const created = log.filter(({ kind }) => kind === "created");
  expect(created.map(({ userId }) => userId).toSorted((a, b) => a - b)).toEqual(
    users.map(({ id }) => id),
  );
  const revisions = log.flatMap((event) =>
    event.kind === "updated" ? [event.update.revision] : [],
  );
  expect(revisions).toEqual(revisions.map((_, i) => BigInt(i + 2)));
  const [first] = users;
  expect(first?.revision).toBeGreaterThanOrEqual(told.revision);
  expect(first?.revision).toBe(revisions.at(-1) ?? 1n);
}

it("keeps all that was acknowledged when connections are ended in the midst of calls", async () => {
  await underLoad(async () => {
    for (let i = 0; i < 40; i += 1) {
      await cluster.execute(`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'user-store' AND random() < 0.5`);
    }
  });
});

it("keeps all that was acknowledged over a restart of the database, and goes on by itself", async () => {
  await underLoad(async () => {
    for (let i = 0; i < 3; i += 1) {
      await cluster.stop();
      await cluster.start();
    }
  });
});

it("reads and checks on while the database restarts", async () => {
  const [store] = await openStores(cluster, 1);
  if (store === undefined) expect.fail("no store");
  const user = await insertOne(store, newUser("ada@example.com"));
  await cluster.stop();
  const reading = Promise.all([store.get([user.id]), store.check(), store.count()]);
  await cluster.start();
  expect((await reading)[0]).toEqual([user]);
});

it("fails with UNAVAILABLE while the database is down, and serves when it is back", async () => {
  const [store] = await openStores(cluster, 1);
  if (store === undefined) expect.fail("no store");
  await cluster.stop();
  expect(await failureOf(store.insert([newUser("ada@example.com")]))).toMatchObject({
    code: "UNAVAILABLE",
    message: "The database can't be reached",
  });
  await cluster.start();
  await insertOne(store, newUser("ada@example.com"));
});

it("gives up a statement that takes too long, and its connection", async () => {
  const schema = cluster.freshSchema();
  const [store] = await openStores(cluster, 1, { schema });
  if (store === undefined) expect.fail("no store");
  const user = await insertOne(store, newUser("ada@example.com"));
  const hurried = testStore(
    { url: cluster.url() },
    { schema, statementTimeoutMs: 50, maxConnections: 1 },
  );
  await hurried.get([user.id]);
  const pool = cluster.pool({ max: 1 });
  const client = await pool.connect();
  await client.query(`BEGIN; SELECT FROM "${schema}".users FOR UPDATE`);
  expect(await failureOf(hurried.replace(renaming(user, "Grace")))).toMatchObject({
    code: "UNAVAILABLE",
    message: "The database took too long",
  });
  // On another connection: the first is the statement's.
  expect(await hurried.get([user.id])).toEqual([user]);
  await client.query("ROLLBACK");
  client.release();
  await pool.end();
});

it("gives up waiting for a connection of a pool that has none free", async () => {
  const pool = cluster.pool({ max: 1 });
  const client = await pool.connect();
  const store = testStore({ pool }, { connectTimeoutMs: 20 });
  expect(await failureOf(store.get([1]))).toMatchObject({
    code: "UNAVAILABLE",
    message: "The store has no connection free",
  });
  client.release();
  // What it waited for in vain it gives back.
  const { rows } = await pool.query("SELECT 1 AS one");
  expect(rows).toEqual([{ one: 1 }]);
  await store.close();
  await pool.end();
});
