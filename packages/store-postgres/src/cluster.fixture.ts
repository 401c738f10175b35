import { type Cluster as Started, startCluster, type UrlOptions } from "@org/postgres-cluster";
import { Pool, type PoolConfig, type QueryResultRow } from "pg";
import { afterAll, beforeAll } from "vitest";

/** A PostgreSQL of the tests of one file. */
export interface Cluster extends Omit<Started, "remove"> {
  /** A pool, to be ended by whoever asked for it. */
  pool(config?: PoolConfig & UrlOptions): Pool;
  /** Runs something as the superuser. */
  execute<R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  /** The name of a PostgreSQL schema that is not there yet. */
  freshSchema(): string;
}

// Nobody need wait for a disk, but where a test is about that. Autovacuum has
// transactions of its own, which hold back the end of the log now and then.
const settings = ["autovacuum=off", "fsync=off"];

/** Starts a cluster for the tests of a file, and removes it after them. */
export function useCluster(moreSettings: readonly string[] = []): Cluster {
  let started: Started | undefined;
  let admin: Pool | undefined;
  let schemas = 0;

  function running(): Started {
    if (started === undefined) throw new Error("The cluster starts with the tests");
    return started;
  }

  const cluster: Cluster = {
    get folder() {
      return running().folder;
    },
    get port() {
      return running().port;
    },
    url: (options) => running().url(options),
    pool(config = {}) {
      const pool = new Pool({ connectionString: cluster.url(config), ...config });
      // Of idle connections that are ended with the server.
      pool.on("error", () => {});
      return pool;
    },
    async execute<R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]> {
      admin ??= cluster.pool({ max: 2, idleTimeoutMillis: 0 });
      return (await admin.query<R>(sql, values)).rows;
    },
    freshSchema() {
      schemas += 1;
      return `schema ${schemas}`;
    },
    start: () => running().start(),
    stop: () => running().stop(),
    crash: () => running().crash(),
  };

  beforeAll(async () => {
    started = await startCluster({ listen: "socket", settings: [...settings, ...moreSettings] });
  });
  afterAll(async () => {
    await admin?.end();
    await started?.remove();
  });
  return cluster;
}
