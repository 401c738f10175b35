import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { UsageError } from "../../usage-error.ts";
import type { Failure } from "./failure.ts";

/** A file of rows that created nobody, as JSON lines. */
export interface FailuresFile {
  /** The first ones, none among them, take the place of what was there. */
  add(failures: readonly Failure[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file of failures. What an earlier run has left in it stays until
 * something is added. Only this user may read it: there are emails in it.
 *
 * @throws UsageError if it can't be written.
 */
export async function createFailuresFile(path: string): Promise<FailuresFile> {
  const fail = (error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot write --failures ${path}: ${error.code}`);
  };
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o600).catch(fail);
  // A device is left as it is.
  const isFile = (await handle.stat()).isFile();
  if (isFile) {
    // One that was there may have been others' to read.
    await handle.chmod(0o600).catch(async (error: NodeJS.ErrnoException) => {
      await handle.close();
      fail(error);
    });
  }
  let isOfThisRun = !isFile;
  return {
    async add(failures) {
      if (!isOfThisRun) await handle.truncate();
      isOfThisRun = true;
      const lines = failures.map((failure) => `${JSON.stringify(failure)}\n`).join("");
      if (lines !== "") await handle.appendFile(lines);
    },
    close: () => handle.close(),
  };
}
