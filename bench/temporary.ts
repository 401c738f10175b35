import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// Before the handler below, so that children are killed before their files go.
import "./children.ts";

/** A folder for databases and request bodies, removed at the end. */
export const temporaryFolder = mkdtempSync(join(tmpdir(), "bench-"));
// A killed child may still be closing its files.
process.on("exit", () =>
  rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
);

let files = 0;

/** A path in the temporary folder that was not given before. */
export function temporaryPath(name: string): string {
  files += 1;
  return join(temporaryFolder, `${files}-${name}`);
}

/** Gives `run` the path of a database that is not there yet, and removes it afterwards. */
export async function withDatabase<T>(run: (path: string) => Promise<T>): Promise<T> {
  const path = temporaryPath("users.db");
  try {
    return await run(path);
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  }
}
