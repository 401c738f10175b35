import { expect, it, onTestFinished, vi } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { createHints } from "./hints.ts";
import { openStore, openStores, openTransaction } from "./open-store.fixture.ts";
import { insertOne, newUser, newUsers, readLog } from "./samples.fixture.ts";
import { settled } from "./settled.fixture.ts";

const cluster = useCluster();
const never = 3_600_000;

/** Statements of listeners that a store holds a connection for. */
async function listening(schema: string): Promise<number[]> {
  const sql = "SELECT pid FROM pg_stat_activity WHERE query = $1";
  const rows = await cluster.execute<{ pid: number }>(sql, [`LISTEN "${schema}"`]);
  return rows.map(({ pid }) => pid);
}

it("tells of another store's commit at its poll, and by then shows it", async () => {
  const [store, other] = await openStores(cluster, 2, { pollIntervalMs: 5 });
  if (!store || !other) expect.fail("no stores");
  const start = await store.head();
  const listener = vi.fn();
  store.onHint(listener);
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
  await insertOne(other, newUser("ada@example.com"));
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(2));
  expect(await readLog(store, start)).toHaveLength(1);
});

it("tells again once readers are shown what an older transaction held back", async () => {
  const store = await openStore(cluster, { pollIntervalMs: 5 });
  const start = await store.head();
  const client = await openTransaction(cluster);
  const listener = vi.fn();
  store.onHint(listener);
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
  await insertOne(store, newUser("ada@example.com"));
  expect(listener).toHaveBeenCalledTimes(2);
  expect(await readLog(store, start)).toHaveLength(0);
  await client.query("COMMIT");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(3));
  expect(await readLog(store, start)).toHaveLength(1);
});

it("looks again soon after a commit that was told while it looked", async () => {
  const looks: PromiseWithResolvers<string>[] = [];
  const head = () => {
    const look = Promise.withResolvers<string>();
    looks.push(look);
    return look.promise;
  };
  const hints = createHints({ head, pollIntervalMs: never });
  onTestFinished(() => hints.close());
  const listener = vi.fn();
  hints.onHint(listener);
  await vi.waitFor(() => expect(looks).toHaveLength(1));
  hints.committed();
  listener.mockClear();
  // Read before the commit, which shows only in the next one.
  looks[0]?.resolve("1");
  await vi.waitFor(() => expect(looks).toHaveLength(2));
  looks[1]?.resolve("2");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(2));
  expect(looks).toHaveLength(2);
});

it("asks nothing of the database while nobody listens", async () => {
  const schema = cluster.freshSchema();
  const pool = cluster.pool({ max: 1 });
  const client = await pool.connect();
  const query = vi.fn((text: string, values: unknown[]) => client.query(text, values));
  const { createPostgresStore } = await import("./user-store.ts");
  const store = createPostgresStore({ query }, { schema, pollIntervalMs: 1 });
  await store.migrate();
  const listener = vi.fn();
  const stop = store.onHint(listener);
  await vi.waitFor(() => expect(query.mock.calls.length).toBeGreaterThan(6));
  stop();
  await settled(cluster);
  const asked = query.mock.calls.length;
  // Long for a poll every millisecond.
  for (let i = 0; i < 50; i += 1) await settled(cluster);
  expect(query.mock.calls.length).toBeLessThanOrEqual(asked + 1);
  await store.close();
  client.release();
  await pool.end();
});

it("tells of another store's commit by NOTIFY, without a poll", async () => {
  const schema = cluster.freshSchema();
  const options = { schema, session: true, notify: true, pollIntervalMs: never };
  const [store, other] = await openStores(cluster, 2, options);
  if (!store || !other) expect.fail("no stores");
  const listener = vi.fn();
  const stop = store.onHint(listener);
  await vi.waitFor(async () => expect(await listening(schema)).toHaveLength(1));
  await vi.waitFor(() => expect(listener).toHaveBeenCalled());
  listener.mockClear();
  await insertOne(other, newUser("ada@example.com"));
  await vi.waitFor(() => expect(listener).toHaveBeenCalled());
  stop();
  await vi.waitFor(async () => expect(await listening(schema)).toHaveLength(0));
});

it("listens on another connection when the one it had is ended, and tells of what it may have missed", async () => {
  const schema = cluster.freshSchema();
  const options = { schema, session: true, notify: true, pollIntervalMs: never };
  const store = await openStore(cluster, options);
  const listener = vi.fn();
  store.onHint(listener);
  const ended = await vi.waitFor(async () => {
    const pids = await listening(schema);
    expect(pids).toHaveLength(1);
    return pids;
  });
  await vi.waitFor(() => expect(listener).toHaveBeenCalled());
  await cluster.execute("SELECT pg_terminate_backend($1)", ended);
  listener.mockClear();
  await vi.waitFor(() => expect(listener).toHaveBeenCalled());
  await vi.waitFor(async () => expect(await listening(schema)).toHaveLength(1));
  expect(await listening(schema)).not.toEqual(ended);
});

it("makes few notifications of many commits", async () => {
  const schema = cluster.freshSchema();
  const [store] = await openStores(cluster, 1, { schema, session: true, notify: true });
  const client = await cluster.pool({ max: 1 }).connect();
  let heard = 0;
  client.on("notification", () => {
    heard += 1;
  });
  await client.query(`LISTEN "${schema}"`);
  await Promise.all(newUsers(300).map((entry) => store?.insert([entry])));
  await store?.close();
  await client.query("SELECT 1");
  client.release(true);
  expect(heard).toBeGreaterThan(0);
  expect(heard).toBeLessThan(100);
});
