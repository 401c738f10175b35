import type { DatabaseSync } from "node:sqlite";

/** Events tell how many of the same write follow them, so that no page of the log cuts a write. */
export function addWholeWrites(database: DatabaseSync): void {
  database.exec("ALTER TABLE events ADD COLUMN following INTEGER NOT NULL DEFAULT 0");
}
