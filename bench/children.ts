import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";

/** Measured programs have the one core; load generators and this process the other. */
const cores = { measured: "0", load: "1" } as const;

const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(128 + constants.signals[signal]));
}

/** Keeps this process, which makes loads and some calls, off the measured core. */
export function leaveMeasuredCore(): void {
  execFileSync("taskset", ["-a", "-c", "-p", cores.load, `${process.pid}`], { stdio: "ignore" });
}

/** A program to run. */
export interface Program {
  /** From this folder, or absolute. */
  readonly path: string;
  readonly args?: readonly string[];
  /** Of Node. Default: none, which is what a peer and an embedder of ours have. */
  readonly flags?: readonly string[];
  /** Default: `measured`. */
  readonly core?: keyof typeof cores;
}

/** A program that runs. */
export interface Child {
  readonly pid: number;
  /** Its next line of output; fails if it ends before. */
  line(): Promise<string>;
  /** Ends it and waits until it has. */
  stop(): Promise<void>;
}

/** Starts a program on its core. */
export function startProgram({ path, args = [], flags = [], core = "measured" }: Program): Child {
  const child = pinned(cores[core], process.execPath, [...flags, path, ...args]);
  const closed = once(child, "close");
  if (child.stdout === null || child.pid === undefined) throw new Error(`cannot start ${path}`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${path} ended without an answer`);
      return value;
    },
    async stop() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Runs a program to its end and gives the JSON it prints. */
export async function runProgram<T>(program: Program): Promise<T> {
  const child = startProgram(program);
  try {
    return JSON.parse(await child.line());
  } finally {
    await child.stop();
  }
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

function pinned(core: string, command: string, args: readonly string[]): ChildProcess {
  // The kernel kills it with this process, even when that has no time to: `kill -9`.
  const wrapped = ["--pdeathsig", "KILL", "taskset", "-c", core, command, ...args];
  const child = spawn("setpriv", wrapped, {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  living.add(child);
  child.on("close", () => living.delete(child));
  return child;
}
