import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Servers and measured programs have the one core, load generators the other. */
export const cores = { measured: "0", load: "1" } as const;

const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});
process.on("SIGINT", () => process.exit(130));

/** A program that runs, pinned to a core. */
export interface Child {
  readonly pid: number;
  /** Its next line of output; fails if it ends before. */
  line(): Promise<string>;
  /** Ends it and waits until it has. */
  stop(): Promise<void>;
}

/** Starts a program of this folder on the measured core; a server with the flags of user-server. */
export function startProgram(path: string, ...args: readonly string[]): Child {
  const flags = path.startsWith("programs/") ? ["--expose-gc"] : ["--max-semi-space-size=16"];
  return start(cores.measured, process.execPath, [...flags, path, ...args]);
}

/** Runs a command on the load generator's core and gives its output. */
export async function runLoad(command: string, args: readonly string[]): Promise<string> {
  const child = pinned(cores.load, command, args);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${output}`);
  return output;
}

/** Runs a program to its end and gives the JSON it prints. */
export async function runProgram<T>(path: string, ...args: readonly string[]): Promise<T> {
  const child = startProgram(path, ...args);
  try {
    return JSON.parse(await child.line());
  } finally {
    await child.stop();
  }
}

function pinned(core: string, command: string, args: readonly string[]): ChildProcess {
  const child = spawn("taskset", ["-c", core, command, ...args], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  living.add(child);
  child.on("close", () => living.delete(child));
  return child;
}

function start(core: string, command: string, args: readonly string[]): Child {
  const child = pinned(core, command, args);
  const closed = once(child, "close");
  if (child.stdout === null || child.pid === undefined) throw new Error(`cannot start ${command}`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${args.join(" ")} ended without an answer`);
      return value;
    },
    async stop() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
