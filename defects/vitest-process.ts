import { spawn } from "node:child_process";
import { join } from "node:path";

/** A defect may keep a process busy for ever. */
const timeoutMs = 60_000;

const running = new Set<() => void>();
process.once("exit", () => {
  for (const kill of running) kill();
});

/** Runs vitest in a workspace, for a minute at most. Gives what it printed. */
export function runVitest(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const program = join(folder, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, ".compile-cache"), ...env },
    // A group of its own, to be ended with all that it started.
    detached: true,
  });
  const kill = () => {
    const { pid, exitCode, signalCode } = child;
    // Negative is the group.
    if (pid !== undefined && exitCode === null && signalCode === null)
      process.kill(-pid, "SIGKILL");
  };
  running.add(kill);
  const timer = setTimeout(kill, timeoutMs);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      running.delete(kill);
      resolve(output);
    });
  });
}
