import { execFile } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** What a command printed. */
export interface Printed {
  /** 0 if it succeeded. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in the project's folder. It has half a minute. */
export function runCommand(command: string, args: readonly string[]): Promise<Printed> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}
