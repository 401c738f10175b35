import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Cluster } from "./cluster.fixture.ts";

/** Debian's, which has no place in the npm registry. */
const binary = "/usr/sbin/pgbouncer";

/** Why there can be no pooler here; `undefined` if there can. */
export const noPgbouncer = existsSync(binary)
  ? undefined
  : `${binary} is not there (Debian: apt-get install pgbouncer)`;

/** A pooler between the tests of a file and their cluster: a server's connection for each transaction. */
export function usePgbouncer(cluster: Cluster): { url(): string } {
  // A socket's name alone, in the cluster's folder.
  const port = 6432;
  let pooler: ChildProcess;

  beforeAll(async () => {
    const { folder } = cluster;
    const users = join(folder, "pgbouncer-users.txt");
    const config = join(folder, "pgbouncer.ini");
    await writeFile(users, '"postgres" "password"\n');
    await writeFile(
      config,
      `[databases]
      postgres = host=${folder} port=${cluster.port} dbname=postgres user=postgres password=password
      [pgbouncer]
      listen_addr =
      unix_socket_dir = ${folder}
      listen_port = ${port}
      auth_type = plain
      auth_file = ${users}
      pool_mode = transaction
      default_pool_size = 3
      max_client_conn = 500
      `,
    );
    // It does not run as root.
    const asWhom = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
    pooler = spawn(binary, [...asWhom, config], { stdio: ["ignore", "ignore", "pipe"] });
    await untilUp(pooler);
  });
  afterAll(async () => {
    if (pooler.exitCode !== null) return;
    const over = new Promise((resolve) => pooler.once("exit", resolve));
    pooler.kill("SIGINT");
    await over;
  });
  return {
    url: () => cluster.url().replace(`port=${cluster.port}`, `port=${port}`),
  };
}

function untilUp(pooler: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    pooler.stderr?.on("data", (chunk: Buffer) => {
      log += chunk;
      if (log.includes("process up")) resolve();
    });
    pooler.once("exit", () => reject(new Error(`pgbouncer ends:\n${log}`)));
  });
}
