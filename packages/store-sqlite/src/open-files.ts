import { statSync } from "node:fs";

// Closing any descriptor of a file drops all locks that this process has on it
// (https://www.sqlite.org/howtocorrupt.html, 2.2), so a file that SQLite has
// open in this process must not be opened beside it.
const openFiles = new Map<string, number>();

/** Whether a store of this process has the file open. */
export function isOpenHere(path: string): boolean {
  const file = identityOf(path);
  return file !== undefined && openFiles.has(file);
}

/** Notes that a store has opened a file. Returns how to note that it has closed it. */
export function noteOpen(path: string): () => void {
  const file = identityOf(path);
  if (file === undefined) return () => {};
  openFiles.set(file, (openFiles.get(file) ?? 0) + 1);
  return () => {
    const others = (openFiles.get(file) ?? 1) - 1;
    if (others > 0) openFiles.set(file, others);
    else openFiles.delete(file);
  };
}

/** Device and inode: two paths may be one file. */
function identityOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}`;
}
