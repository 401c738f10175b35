import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { python } from "./stubs.ts";
import type { Tally } from "./tally.ts";

/** What the Python tests need to know. */
export interface PythonOptions {
  /** Folder of the generated stubs. */
  readonly stubs: string;
  /** `127.0.0.1:PORT` of the server. */
  readonly address: string;
  /** File to which the server logs its calls. */
  readonly log: string;
}

/** The longest that all of them may take. */
const timeoutMs = 180_000;

/** Runs `python/test_*.py` and passes on what they print. A run that breaks off counts as one failed. */
export async function runPython({ stubs, address, log }: PythonOptions): Promise<Tally> {
  const child = spawn(python, [join(import.meta.dirname, "python/run_tests.py")], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    env: {
      ...process.env,
      PYTHONPATH: stubs,
      PYTHONDONTWRITEBYTECODE: "1",
      INTEROP_ADDRESS: address,
      INTEROP_LOG: log,
    },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const tally = { passed: 0, failed: 0 };
  for await (const line of createInterface(child.stdout)) {
    console.log(line);
    if (line.startsWith("ok ")) tally.passed += 1;
    if (line.startsWith("FAIL ")) tally.failed += 1;
  }
  if ((await ended) !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}
