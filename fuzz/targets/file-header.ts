import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isServiceError } from "@org/user-core";
import { requireOwnFile } from "../../packages/store-sqlite/src/file-header.ts";
import { schemaVersion } from "../../packages/store-sqlite/src/migrations/index.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

/** In memory, where the system has a folder there. */
const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(parent, "fuzz-file-header-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "users.db");
const log = `${path}-wal`;

/** Whether a file is ours or will do, by SQLite's description of its header. */
function isExpected(file: Buffer, hasLog: boolean): boolean {
  if (file.length === 0) return !hasLog;
  if (file.length < 105 || file.toString("latin1", 0, 16) !== "SQLite format 3\0") return false;
  const [version, id] = [file.readInt32BE(60), file.toString("latin1", 68, 72)];
  if (id === "User") return version <= schemaVersion;
  return id === "\0\0\0\0" && file.readUInt16BE(103) === 0 && !hasLog;
}

/** Files of databases: ours, empty, or STORE_FOREIGN, whatever is in them. */
export const target: FuzzTarget = {
  words: ["SQLite format 3\0", "User", "\0\0\0\u0002", "\0\0\0\u0003", "\u0010\0\u0001\u0001"],
  run(data) {
    const input = createInput(data);
    const hasLog = input.byte() % 4 === 1;
    const file = Buffer.from(input.rest());
    writeFileSync(path, file);
    if (hasLog) writeFileSync(log, "x");
    else rmSync(log, { force: true });
    let isTaken = true;
    try {
      requireOwnFile(path);
    } catch (error) {
      assert.ok(isServiceError(error), `${error}`);
      assert.deepEqual([error.code, error.reason], ["FAILED_PRECONDITION", "STORE_FOREIGN"]);
      isTaken = false;
    }
    assert.equal(isTaken, isExpected(file, hasLog));
  },
};
