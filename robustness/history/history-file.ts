import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from "node:fs";

/** A file of records, one a line, that is only ever added to. */
export interface HistoryFile<R> {
  /** Is with the system when it returns: `kill -9` of this process loses none of it. */
  append(record: R): void;
}

/** Opens a history, made if it is missing. A line that a kill has torn is closed. */
export function openHistory<R>(path: string): HistoryFile<R> {
  const file = openSync(path, "a+");
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  if (size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== newline) {
    writeSync(file, "\n");
  }
  return { append: (record) => void writeSync(file, `${JSON.stringify(record)}\n`) };
}

/** All records of a history. What a kill has torn was never recorded. */
export function readHistory<R>(path: string): R[] {
  return parsed(readFileSync(path, "utf8"));
}

const tailBytes = 256 * 1024;

/** The last records of a history, enough to go on from; none if it is missing. */
export function readHistoryTail<R>(path: string): R[] {
  const file = openSync(path, "a+");
  const { size } = fstatSync(file);
  const start = Math.max(0, size - tailBytes);
  const bytes = Buffer.alloc(size - start);
  readSync(file, bytes, 0, bytes.length, start);
  closeSync(file);
  const text = bytes.toString("utf8");
  return parsed(start === 0 ? text : text.slice(text.indexOf("\n") + 1));
}

const newline = 10;

function parsed<R>(text: string): R[] {
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    try {
      const record: R = JSON.parse(line);
      return [record];
    } catch {
      // Torn: whoever wrote it was killed before it had written it.
      return [];
    }
  });
}
