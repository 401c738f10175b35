import { once } from "node:events";

/**
 * Writes to standard output, and waits while its reader has enough to do.
 * Whoever writes without end awaits it.
 */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** Writes a line for people to standard error, beside what the command is asked for. */
export function note(line: string): void {
  process.stderr.write(`user-server: ${line}\n`);
}

/**
 * Ends the process when nobody reads its output any more, as `head` does when it
 * has enough: quietly, with 0; and with 1 when the output can't be written.
 */
export function endWithReader(): void {
  process.stdout.on("error", (error) => {
    if (isSystemError(error) && error.code === "EPIPE") process.exit(0);
    note(error.message);
    process.exit(1);
  });
  // Without a terminal to tell there is nobody to tell.
  process.stderr.on("error", () => {});
}

/** Whether an error is the operating system's: of a full disk, a file that is missing. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** How many columns a line of standard output has; `Infinity` where it is no terminal. */
export function outputWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}
