import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a process of the server ended, and what it printed. */
export interface Exit {
  /** `null` if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `node packages/server/src/main.ts serve`, as a process that listens. */
export interface ServerProcess extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  /** All it has printed so far. */
  stdout(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  readonly exited: Promise<Exit>;
}

/** How a process is started. */
export interface ServerProcessOptions {
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** File descriptor to which its standard error goes. Default: it is kept. */
  readonly stderr?: number;
}

const main = join(import.meta.dirname, "main.ts");
const startTimeoutMs = 15_000;

// A signal, with which vitest also stops its workers, would skip the listeners
// of `exit` that end the servers.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/**
 * Starts a server on a free port of this machine, and waits until it listens.
 *
 * @throws an Error with what it printed if it ends before; one that takes 15 seconds is killed.
 */
export async function startServer(
  flags: readonly string[],
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const server = spawnServer(["serve", "--port", "0", "--log-level", "silent", ...flags], options);
  const timer = setTimeout(() => server.kill("SIGKILL"), startTimeoutMs);
  const ended = server.exited.then((exit) => {
    throw new Error(`The server ended at its start: ${JSON.stringify(exit)}`);
  });
  const port = await Promise.race([portOf(server), ended]).finally(() => clearTimeout(timer));
  return {
    ...server,
    port,
    pid: server.child.pid ?? 0,
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill("SIGKILL");
      await server.exited;
    },
  };
}

/** Starts the program and waits until it ends; one that lives for 15 seconds is killed. */
export async function runToExit(
  args: readonly string[],
  options: ServerProcessOptions = {},
): Promise<Exit> {
  const program = spawnServer(args, options);
  const timer = setTimeout(() => program.kill("SIGKILL"), startTimeoutMs);
  return program.exited.finally(() => clearTimeout(timer));
}

/** Makes a folder for a test's files; it goes with the test. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "user-server-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Whether anybody accepts connections on a port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

type Spawned = Pick<ServerProcess, "stdout" | "kill" | "exited"> & {
  readonly child: ChildProcess;
};

function spawnServer(args: readonly string[], { env, stderr }: ServerProcessOptions): Spawned {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", stderr ?? "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  }
  // It does not outlive this process.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...printed }));
  }).finally(() => process.off("exit", kill));
  return { child, exited, stdout: () => printed.stdout, kill: (signal) => child.kill(signal) };
}

/** Without settings of the server that this process happens to have. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("USER_SERVER_")),
  );
}

function portOf({ child, stdout }: Spawned): Promise<number> {
  return new Promise((resolve) => {
    child.stdout?.on("data", () => {
      const port = /^listening on https?:\/\/\S+:(\d+)\b.*\n/.exec(stdout())?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
