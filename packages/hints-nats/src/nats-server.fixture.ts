import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** A server that speaks NATS, and dies and comes back when told to. */
export interface TestServer extends AsyncDisposable {
  /** `127.0.0.1:PORT`, the same after each start. */
  readonly address: string;
  /** Ends it as a crash would. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again. Resolves when it listens. */
  restart(): Promise<void>;
}

// Debian has it where only root looks.
const { PATH = "" } = process.env;
const env = { ...process.env, PATH: `${PATH}:/usr/sbin` };

// A signal, with which vitest also stops its workers, would skip the listeners
// of `exit` that end the servers.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Why there can be no nats-server here; `undefined` if there can. */
export function missingNatsServer(): string | undefined {
  try {
    execFileSync("nats-server", ["--version"], { env, stdio: "ignore" });
    return undefined;
  } catch {
    return "there is no nats-server command (Debian: nats-server)";
  }
}

type Child = ChildProcessByStdio<null, null, Readable>;

/** Starts a nats-server on a free port of this machine. */
export async function startNatsServer(): Promise<TestServer> {
  let child = spawnServer(-1);
  const address = await listening(child);
  const port = Number(address.split(":").at(-1));

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  return {
    address,
    kill,
    async restart() {
      child = spawnServer(port);
      await listening(child);
    },
    [Symbol.asyncDispose]: kill,
  };
}

function spawnServer(port: number): Child {
  const args = ["--addr", "127.0.0.1", "--port", String(port)];
  const child = spawn("nats-server", args, { env, stdio: ["ignore", "ignore", "pipe"] });
  // It does not outlive this process.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

/** Resolves to its address once it accepts connections. */
function listening(child: Child): Promise<string> {
  let log = "";
  return new Promise((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      const address = /Listening for client connections on (\S+)/.exec(log)?.[1];
      if (address !== undefined && log.includes("Server is ready")) resolve(address);
    });
    child.once("close", () => reject(new Error(`nats-server ended: ${log}`)));
  });
}
