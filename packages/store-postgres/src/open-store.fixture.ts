import type { UserStore } from "@org/user-core";
import type { PoolClient } from "pg";
import { onTestFinished } from "vitest";
import type { Cluster } from "./cluster.fixture.ts";
import type { PostgresSource, PostgresStoreOptions } from "./options.ts";
import { createPostgresStore } from "./user-store.ts";

/** A store that is closed after the test, not migrated. */
export function testStore(source: PostgresSource, options: PostgresStoreOptions = {}): UserStore {
  const store = createPostgresStore(source, options);
  onTestFinished(() => store.close());
  return store;
}

/** Stores over the same tables, which are there. */
export async function openStores(
  cluster: Cluster,
  count: number,
  options: PostgresStoreOptions = {},
): Promise<UserStore[]> {
  const schema = options.schema ?? cluster.freshSchema();
  const source = { url: cluster.url() };
  const stores = Array.from({ length: count }, () => testStore(source, { ...options, schema }));
  await stores[0]?.migrate();
  return stores;
}

/** A store over tables of its own. */
export async function openStore(
  cluster: Cluster,
  options: PostgresStoreOptions = {},
): Promise<UserStore> {
  const schema = options.schema ?? cluster.freshSchema();
  const store = testStore({ url: cluster.url() }, { ...options, schema });
  await store.migrate();
  return store;
}

/** A connection in the midst of a transaction that has its number. Given back after the test. */
export async function openTransaction(cluster: Cluster): Promise<PoolClient> {
  const pool = cluster.pool({ max: 1 });
  const client = await pool.connect();
  onTestFinished(async () => {
    client.release(true);
    await pool.end();
  });
  await client.query("BEGIN");
  await client.query("SELECT pg_current_xact_id()");
  return client;
}
