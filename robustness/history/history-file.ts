import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

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

/** How much is read at a time: of half an hour there is more than fits in one string. */
const pieceBytes = 16 * 1024 * 1024;

/** All records of a history. What a kill has torn was never recorded. */
export function readHistory<R>(path: string, atATime: number = pieceBytes): R[] {
  const file = openSync(path, "r");
  const records: R[] = [];
  const decoder = new StringDecoder("utf8");
  const piece = Buffer.alloc(atATime);
  let rest = "";
  for (;;) {
    const count = readSync(file, piece);
    const lines = (rest + decoder.write(piece.subarray(0, count))).split("\n");
    rest = count > 0 ? (lines.pop() ?? "") : "";
    for (const line of lines) records.push(...parsedLine<R>(line));
    if (count === 0) break;
  }
  closeSync(file);
  return records;
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
  const lines = start === 0 ? text : text.slice(text.indexOf("\n") + 1);
  return lines.split("\n").flatMap(parsedLine<R>);
}

const newline = 10;

function parsedLine<R>(line: string): R[] {
  if (line === "") return [];
  try {
    const record: R = JSON.parse(line);
    return [record];
  } catch {
    // Torn: whoever wrote it was killed before it had written it.
    return [];
  }
}
