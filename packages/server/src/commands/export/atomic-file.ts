import { randomUUID } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { UsageError } from "../../usage-error.ts";
import { print } from "../output.ts";

/** Where an export goes. */
export interface Destination {
  write(text: string): Promise<void>;
  /** What was written is whole. */
  complete(): Promise<void>;
  /** What was written is not whole. */
  abandon(): Promise<void>;
}

/** Standard output: what was written stays. */
export const standardOutput: Destination = {
  write: print,
  complete: async () => {},
  abandon: async () => {},
};

/**
 * A file that is there when it is whole, and not before: until then what was
 * there is left as it is. Only this user may read it.
 *
 * @throws UsageError if it can't be made, or is there and no file.
 */
export async function createAtomicFile(path: string): Promise<Destination> {
  const target = await fileAt(path);
  // Beside it, so that it can be renamed; of this run alone: in a container every process is the
  // first, and one that was killed leaves its file.
  const partial = `${target}.${randomUUID().slice(0, 8)}.partial`;
  const handle = await open(partial, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot write ${path}: ${error.code}`);
  });
  return {
    write: (text) => handle.appendFile(text),
    async complete() {
      // Else a crash of the machine could leave the name with nothing behind it.
      await handle.sync();
      await handle.close();
      await rename(partial, target);
    },
    async abandon() {
      await handle.close();
      await rm(partial, { force: true });
    },
  };
}

/** The file itself where the path is a link to it; a device or a folder can't be replaced. */
async function fileAt(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  const stats = await stat(target).catch(() => undefined);
  if (stats === undefined || stats.isFile()) return target;
  throw new UsageError(`${path} is no file; without one the users go to standard output`);
}
