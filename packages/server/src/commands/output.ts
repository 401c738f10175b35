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
 * has enough: quietly, with 0. Other faults of the output go to the caller.
 */
export function endWithReader(onFault: (error: Error) => void): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    onFault(error);
  });
  // Without a terminal to tell there is nobody to tell.
  process.stderr.on("error", () => {});
}

/** How many columns a line of standard output has; `Infinity` where it is no terminal. */
export function outputWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}
