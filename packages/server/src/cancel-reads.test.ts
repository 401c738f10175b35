import { type Cluster, startCluster } from "@org/postgres-cluster";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { type ServerProcess, startServer } from "./server-process.fixture.ts";

let cluster: Cluster;
let locking: Client;
/** Another one: within a transaction PostgreSQL shows what its first look found. */
let looking: Client;
beforeAll(async () => {
  cluster = await startCluster();
  [locking, looking] = [new Client(cluster.url()), new Client(cluster.url())];
  await Promise.all([locking.connect(), looking.connect()]);
});
afterAll(async () => {
  await Promise.all([locking.end(), looking.end()]);
  await cluster.remove();
});

/** Statements of others that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await looking.query(
    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
  );
  return rows.length;
}

/** Has a read of the server wait for a lock, and its caller go. */
async function leaveRead(server: ServerProcess, before: number): Promise<void> {
  using users = connectTo(server);
  const controller = new AbortController();
  const read = failureOf(users.getUser({ userId: 1 }, { signal: controller.signal }));
  await vi.waitFor(async () => expect(await waiting()).toBe(before + 1), { timeout: 10_000 });
  controller.abort();
  expect(await read).toMatchObject({ code: "CANCELLED" });
}

it("serve has PostgreSQL cancel reads whose callers have gone, and with --no-cancel-reads it does not", async () => {
  const start = (...flags: readonly string[]) => startServer(["--store", cluster.url(), ...flags]);
  await using cancelling = await start();
  await using patient = await start("--no-cancel-reads");
  await locking.query("BEGIN; LOCK TABLE user_directory.users IN ACCESS EXCLUSIVE MODE");
  await leaveRead(patient, 0);
  await leaveRead(cancelling, 1);
  // By the time that the second is gone the first would be, had it been cancelled.
  await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 10_000 });
  await locking.query("COMMIT");
});
