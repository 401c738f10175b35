import { type Cluster, startCluster } from "@org/postgres-cluster";
import { Pool } from "pg";

const settings = ["shared_buffers=512MB", "max_wal_size=4GB"];

let starting: Promise<Cluster> | undefined;
let databases = 0;

/** A new database of one PostgreSQL for all rows, durable, on the load generator's core. */
export async function freshDatabase(): Promise<string> {
  starting ??= startCluster({ settings });
  const cluster = await starting;
  databases += 1;
  const database = `bench${databases}`;
  const admin = new Pool({ connectionString: cluster.url(), max: 1 });
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.end();
  return cluster.url({ database });
}

/** Ends the PostgreSQL, if there is one. */
export async function stopCluster(): Promise<void> {
  await (await starting)?.remove();
}
