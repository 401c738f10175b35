import { closeSync, openSync, readSync, statSync } from "node:fs";
import { applicationId, schemaVersion } from "./migrations/index.ts";
import { isOpenHere } from "./open-files.ts";
import { storeForeign, storeUnavailable } from "./status.ts";

const magic = "SQLite format 3\0";
/** Offsets in the file. Source: https://www.sqlite.org/fileformat2.html */
const offsets = { userVersion: 60, applicationId: 68, schemaCells: 103 } as const;
const headerBytes = 105;

/**
 * Refuses a file that is not a database of this package, before SQLite opens
 * it: opening alone may replay a journal or leave files beside it. A missing
 * or empty file will do, and a database without tables.
 *
 * @throws FAILED_PRECONDITION, reason STORE_FOREIGN.
 */
export function requireOwnFile(path: string): void {
  if (path === ":memory:" || isOpenHere(path)) return;
  const header = readHeader(path);
  const marks = header && header.byteLength > 0 ? marksOf(path, header) : emptyDatabase;
  requireOwnDatabase(path, marks);
  // Ours bears its mark before it has a log, so the log of a file without is another's.
  if (marks.applicationId !== applicationId && fileSize(`${path}-wal`) > 0) {
    throw storeForeign(`${path} is the database of another application`);
  }
}

function marksOf(path: string, header: Buffer): DatabaseMarks {
  if (header.byteLength < headerBytes || header.toString("latin1", 0, 16) !== magic) {
    throw storeForeign(`${path} is not a database`);
  }
  return {
    applicationId: header.readInt32BE(offsets.applicationId),
    userVersion: header.readInt32BE(offsets.userVersion),
    isEmpty: header.readUInt16BE(offsets.schemaCells) === 0,
  };
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What tells whose a database is. */
export interface DatabaseMarks {
  /** `PRAGMA application_id`. */
  readonly applicationId: number;
  /** `PRAGMA user_version`: of ours, the version of the schema. */
  readonly userVersion: number;
  /** Whether it has no tables. */
  readonly isEmpty: boolean;
}

const emptyDatabase: DatabaseMarks = { applicationId: 0, userVersion: 0, isEmpty: true };

/** @throws FAILED_PRECONDITION, reason STORE_FOREIGN, unless it is ours or empty. */
export function requireOwnDatabase(name: string, marks: DatabaseMarks): void {
  const isOurs = marks.applicationId === applicationId;
  if (!isOurs && (marks.applicationId !== 0 || !marks.isEmpty)) {
    throw storeForeign(`${name} is the database of another application`);
  }
  if (isOurs && marks.userVersion > schemaVersion) {
    throw storeForeign(
      `${name} has schema version ${marks.userVersion}, newer than ${schemaVersion}, the newest known here`,
    );
  }
}

function readHeader(path: string): Buffer | undefined {
  try {
    const file = openSync(path, "r");
    try {
      const header = Buffer.alloc(headerBytes);
      return header.subarray(0, readSync(file, header, 0, headerBytes, 0));
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw storeUnavailable(`${path} can't be opened`, { cause });
  }
}
