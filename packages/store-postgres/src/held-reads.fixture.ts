import type { Caller } from "@org/user-core";
import { Pool } from "pg";
import { expect, onTestFinished, vi } from "vitest";
import type { Cluster } from "./cluster.fixture.ts";
import { openStore, openTransaction, testStore } from "./open-store.fixture.ts";
import { insertOne, newUser } from "./samples.fixture.ts";

/** Enough for a busy machine. */
const patience = { timeout: 10_000 };

/** What the server knows of the connections of an application. */
export function connectionsOf(cluster: Cluster, application: string) {
  return cluster.execute<{ pid: number; state: string; wait_event_type: string | null }>(
    "SELECT pid, state, wait_event_type FROM pg_stat_activity WHERE application_name = $1",
    [application],
  );
}

/** Resolves once a statement of an application waits for a lock. */
export async function untilWaiting(cluster: Cluster, application: string): Promise<void> {
  await vi.waitFor(async () => {
    const waiting = (await connectionsOf(cluster, application)).map(
      ({ wait_event_type }) => wait_event_type,
    );
    expect(waiting).toContain("Lock");
  }, patience);
}

/** Resolves once no statement of an application runs. */
export async function untilIdle(cluster: Cluster, application: string): Promise<void> {
  await vi.waitFor(async () => {
    const states = (await connectionsOf(cluster, application)).map(({ state }) => state);
    expect(states.filter((state) => state !== "idle")).toEqual([]);
  }, patience);
}

/** Resolves after longer than callers are not asked whether they are still there. */
export async function longEnough(): Promise<void> {
  const began = performance.now();
  await vi.waitFor(() => expect(performance.now() - began).toBeGreaterThan(50));
}

let applications = 0;

/** A store on a pool with one connection, known to the server as `application`, and a user in it. */
export async function smallStore(cluster: Cluster, url = cluster.url()) {
  const schema = cluster.freshSchema();
  const user = await insertOne(await openStore(cluster, { schema }), newUser("ada@example.com"));
  applications += 1;
  const application = `application ${applications}`;
  const pool = new Pool({ connectionString: url, max: 1, application_name: application });
  pool.on("error", () => {});
  onTestFinished(() => pool.end());
  return { store: testStore({ pool }, { schema }), user, schema, pool, application };
}

const tables = ["users", "events", "requests", "counts", "meta"];

/** Keeps everybody from the tables until `unlock` is called. */
export async function lockTables(cluster: Cluster, schema: string) {
  const client = await openTransaction(cluster);
  const names = tables.map((table) => `"${schema}".${table}`);
  await client.query(`LOCK TABLE ${names.join()} IN ACCESS EXCLUSIVE MODE`);
  return { unlock: () => client.query("ROLLBACK") };
}

/** Why callers go. */
export const gone = new Error("nobody waits any more");

/**
 * Begins a read that waits for a lock, and has its caller go. Fails unless he is
 * told so at once. Gives how to let statements go on, and the connections' pids.
 */
export async function leaveWaiting(
  cluster: Cluster,
  { schema, application }: { readonly schema: string; readonly application: string },
  read: (caller: Caller) => Promise<unknown>,
) {
  const { unlock } = await lockTables(cluster, schema);
  const controller = new AbortController();
  const outcome = expect(read(controller)).rejects.toBe(gone);
  await untilWaiting(cluster, application);
  const pids = await pidsOf(cluster, application);
  controller.abort(gone);
  await outcome;
  return { unlock, pids };
}

/** The server's processes for the connections of an application. */
export async function pidsOf(cluster: Cluster, application: string): Promise<number[]> {
  return (await connectionsOf(cluster, application)).map(({ pid }) => pid);
}
