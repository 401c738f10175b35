import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Exit } from "../server-process.fixture.ts";

/** `user-server` as a process, with a standard input to write to. */
export interface CommandProcess {
  readonly child: ChildProcess;
  /** All it has printed so far. */
  stdout(): string;
  /** Resolves once it has printed this there; rejects if it ends before. */
  printed(where: "stdout" | "stderr", text: string): Promise<void>;
  /** Resolves when the process has ended. */
  readonly exited: Promise<Exit>;
}

/** How it is started. */
export interface CommandOptions {
  /** The server, as `127.0.0.1:PORT`. Default: none. */
  readonly server?: { readonly address: string };
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const main = join(import.meta.dirname, "..", "main.ts");

/** Starts a command. It does not outlive this process. */
export function startCommand(
  args: readonly string[],
  { server, env, cwd }: CommandOptions = {},
): CommandProcess {
  const address = server && { USER_SERVER_ADDRESS: `http://${server.address}` };
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, USER_SERVER_TOKEN: "", ...address, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  }
  // Of one that has ended before it read all.
  child.stdin.on("error", () => {});
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = once(child, "close")
    .then(([code, signal]) => ({ code, signal, ...printed }))
    .finally(() => process.off("exit", kill));
  return {
    child,
    exited,
    stdout: () => printed.stdout,
    printed: (where, text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (printed[where].includes(text)) resolve();
        };
        child[where].on("data", look);
        look();
        void exited.then((exit) => reject(new Error(`It ended: ${JSON.stringify(exit)}`)));
      }),
  };
}

/** Runs a command to its end, with this on its standard input. */
export async function runCommand(
  args: readonly string[],
  options: CommandOptions & { readonly input?: string | Uint8Array } = {},
): Promise<Exit> {
  const { child, exited } = startCommand(args, options);
  child.stdin?.end(options.input ?? "");
  return exited;
}
