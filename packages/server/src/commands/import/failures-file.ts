import { open } from "node:fs/promises";
import { UsageError } from "../../usage-error.ts";
import type { Failure } from "./failure.ts";

/** A file of rows that created nobody, as JSON lines. */
export interface FailuresFile {
  add(failures: readonly Failure[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Begins a file of failures, in place of one that is there. Only this user may
 * read it: there are emails in it.
 *
 * @throws UsageError if it can't be written.
 */
export async function createFailuresFile(path: string): Promise<FailuresFile> {
  const handle = await open(path, "w", 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot write --failures ${path}: ${error.code}`);
  });
  // One that was there may have been others' to read. A device is left as it is.
  if ((await handle.stat()).isFile()) await handle.chmod(0o600);
  return {
    async add(failures) {
      const lines = failures.map((failure) => `${JSON.stringify(failure)}\n`).join("");
      if (lines !== "") await handle.appendFile(lines);
    },
    close: () => handle.close(),
  };
}
