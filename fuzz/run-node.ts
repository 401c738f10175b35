import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { FuzzOptions } from "./options.ts";

/** How the fuzzer is run. */
export interface RunOptions extends FuzzOptions {
  /** What starts Node. */
  readonly command: readonly [string, ...string[]];
  /** The file for its output. */
  readonly log: string;
}

/** Beyond the time it is given: to start on a machine that is busy, and to end. */
const graceMs = 120_000;

/** Runs Node to its end. Its output goes through a file: of a pipe that is full, libFuzzer does not wait for room. */
export async function runNode(
  args: readonly string[],
  { command: [program, ...before], seconds, keep, log }: RunOptions,
): Promise<{ code: number | null; output: string }> {
  const file = openSync(log, "w");
  const child = spawn(program, [...before, ...args], {
    stdio: ["ignore", file, file],
    env: { ...process.env, ...(keep && { FUZZ_KEEP: "1" }) },
    timeout: seconds * 1000 + graceMs,
    killSignal: "SIGKILL",
  });
  closeSync(file);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, output: readFileSync(log, "utf8") };
}
