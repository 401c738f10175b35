import { setTimeout as delay } from "node:timers/promises";
import { type Cluster, startCluster } from "@org/postgres-cluster";
import { Client, Pool, type PoolClient } from "pg";
import type { Fault } from "../fault.ts";
import { linkFaults } from "../link-faults.ts";
import { type LoopbackProxy, startProxy } from "../loopback-proxy.ts";
import { type Dump, type EventColumns, logRowOf, userStateOf } from "./dump.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const schema = "user_directory";

// In the transaction that prunes, so nothing is lost between the two.
const keepPruned = `
  CREATE SCHEMA robustness;
  CREATE TABLE robustness.pruned (LIKE ${schema}.events);
  CREATE FUNCTION robustness.keep_pruned() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO robustness.pruned SELECT * FROM forgotten;
      RETURN NULL;
    END $$;
  CREATE TRIGGER keep_pruned AFTER DELETE ON ${schema}.events
    REFERENCING OLD TABLE AS forgotten
    FOR EACH STATEMENT EXECUTE FUNCTION robustness.keep_pruned();`;

const log = `
  SELECT *, true AS is_pruned FROM robustness.pruned
  UNION ALL SELECT *, false AS is_pruned FROM ${schema}.events
  ORDER BY xid, seq, revision`;

/** A cluster of a run's own, and for each instance a proxy on the way to it. */
export async function startPostgres(places: number): Promise<StoreUnderTest> {
  await using stack = new AsyncDisposableStack();
  const cluster = await startCluster();
  stack.defer(() => cluster.remove());
  const proxies = await Promise.all(Array.from({ length: places }, startProxy));
  stack.defer(() => proxies.forEach((proxy) => void proxy.close()));
  for (const proxy of proxies) proxy.target = cluster.port;
  const admin = new Pool({ connectionString: cluster.url(), max: 2 });
  stack.defer(() => admin.end());
  admin.on("error", () => {});
  const disposal = stack.move();
  return {
    name: "postgres",
    location: { kind: "postgres", url: cluster.url() },
    locationFor: (place) => ({
      kind: "postgres",
      url: cluster.url({ port: proxyAt(proxies, place).port }),
    }),
    faults: [
      ...linkFaults("database", proxies),
      terminateBackends(admin),
      { name: "database restarted", strike: () => crashAndStart(cluster) },
    ],
    keepPruned: async () => void (await admin.query(keepPruned)),
    async recover() {
      for (const proxy of proxies) proxy.flow();
      await untilAnswering(cluster.url());
    },
    dump: () => dumpOf(admin),
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

/** What `pg_ctl restart -m immediate` does. */
async function crashAndStart(cluster: Cluster): Promise<void> {
  await cluster.crash();
  await cluster.start();
}

function proxyAt(proxies: readonly LoopbackProxy[], place: number): LoopbackProxy {
  const proxy = proxies[place];
  if (proxy === undefined) throw new RangeError(`There is no place ${place}`);
  return proxy;
}

/** Ends about a third of what is connected, in the middle of whatever it does. */
function terminateBackends(admin: Pool): Fault {
  return {
    name: "backends terminated",
    async strike() {
      await admin
        .query(`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < 0.35`)
        // It may be the database that is away.
        .catch(() => {});
    },
  };
}

async function untilAnswering(url: string): Promise<void> {
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("SELECT");
      return;
    } catch {
      await delay(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

interface LogColumns extends EventColumns {
  readonly xid: string;
  readonly seq: string;
  readonly is_pruned: boolean;
}

async function dumpOf(admin: Pool): Promise<Dump> {
  const client = await admin.connect();
  try {
    // One snapshot for all of it.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return await dumpIn(client);
  } finally {
    client.release(true);
  }
}

async function dumpIn(client: PoolClient): Promise<Dump> {
  const users = await client.query(`SELECT * FROM ${schema}.users ORDER BY id`);
  const events = await client.query<LogColumns>(log);
  const count = await client.query(`SELECT sum(users) AS users FROM ${schema}.counts`);
  const requests = await client.query(`SELECT request_id, user_id FROM ${schema}.requests`);
  return {
    users: users.rows.map(userStateOf),
    log: events.rows.map((row) => logRowOf(row, `${row.xid}:${row.seq}`, row.is_pruned)),
    count: Number(count.rows[0]?.users),
    requests: requests.rows.map((row) => [row.request_id, row.user_id] as const),
  };
}
