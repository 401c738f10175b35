import { createReadStream, type Stats, statSync } from "node:fs";
import { extname } from "node:path";
import { UsageError } from "../../usage-error.ts";
import { visible } from "../terminal-text.ts";
import { csvRows } from "./csv-rows.ts";
import { ndjsonRows } from "./ndjson-rows.ts";
import type { BadRow, ImportRow } from "./row.ts";
import { UnreadableFile } from "./unreadable.ts";
import { decodeUtf8 } from "./utf8.ts";

/** How a file of users is written. */
export const fileFormats = ["csv", "ndjson"] as const;
export type FileFormat = (typeof fileFormats)[number];

/** A file of users that is read row by row; at the end of its block no further. */
export interface RowSource extends Disposable {
  /** As many at a time as a piece of the file has. */
  readonly rows: AsyncIterable<readonly (ImportRow | BadRow)[]>;
  /** `undefined` where it can't be known: of standard input, of a pipe. */
  readonly totalBytes: number | undefined;
  /** How much has been read so far. */
  readBytes(): number;
}

/**
 * Opens a file of users, `-` for standard input. Nothing is read before its rows are.
 *
 * @throws UsageError for a format that can't be told, UnreadableFile for no file.
 */
export function openRows(
  path: string,
  options: { readonly format: FileFormat | undefined; readonly ignoreUnknown: boolean },
): RowSource {
  const format = options.format ?? formatOf(path);
  const name = path === "-" ? "standard input" : visible(path);
  const stats = path === "-" ? undefined : statsOf(path, name);
  const bytes = path === "-" ? process.stdin : createReadStream(path);
  // One that can't be opened fails before anybody reads; who reads is told then.
  bytes.on("error", () => {});
  let readBytes = 0;
  const text = decodeUtf8(bytes, (count) => {
    readBytes += count;
  });
  const read = { csv: csvRows, ndjson: ndjsonRows }[format];
  return {
    rows: withName(name, read(text, options.ignoreUnknown)),
    totalBytes: stats?.isFile() ? stats.size : undefined,
    readBytes: () => readBytes,
    [Symbol.dispose]: () => bytes.destroy(),
  };
}

/** The format that a file's name says. @throws UsageError if it says none. */
export function formatOf(path: string): FileFormat {
  const format = formatsByExtension.get(extname(path).toLowerCase());
  if (format !== undefined) return format;
  const what = path === "-" ? "standard input" : path;
  throw new UsageError(`--format must say whether ${what} is csv or ndjson`);
}

const formatsByExtension = new Map<string, FileFormat>([
  [".csv", "csv"],
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
]);

function statsOf(path: string, name: string): Stats {
  try {
    const stats = statSync(path);
    if (!stats.isDirectory()) return stats;
  } catch (error) {
    throw cannotRead(name, error);
  }
  throw new UnreadableFile(`${name} is a directory`);
}

/** Says of which file it is that it can't be read. */
async function* withName<T>(name: string, rows: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* rows;
  } catch (error) {
    if (error instanceof UnreadableFile) throw new UnreadableFile(`${name} ${error.message}`);
    throw cannotRead(name, error);
  }
}

const reasons = new Map<unknown, string>([
  ["ENOENT", "does not exist"],
  ["EACCES", "may not be read by this user"],
]);

function cannotRead(name: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  return new UnreadableFile(`${name} ${reasons.get(error.code) ?? `can't be read: ${error.code}`}`);
}
