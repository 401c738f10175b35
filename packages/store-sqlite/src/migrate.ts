import type { DatabaseSync } from "node:sqlite";
import { retryWhileBusy } from "./busy-retry.ts";
import type { Connection } from "./connection.ts";
import { requireOwnDatabase } from "./file-header.ts";
import { applicationId, migrations, schemaVersion } from "./migrations/index.ts";
import type { SqliteSettings } from "./options.ts";

/**
 * Opens the database, makes or upgrades its schema in one transaction, and
 * sets its pragmas. Safe to run from many processes at once.
 *
 * @throws FAILED_PRECONDITION, reason STORE_FOREIGN, having changed nothing, if
 * it is another application's database, of a newer version, or none at all.
 */
export async function migrate(connection: Connection, settings: SqliteSettings): Promise<void> {
  const retry = <T>(attempt: () => T) => retryWhileBusy(attempt, settings.busyTimeoutMs);
  try {
    const database = await retry(connection.open);
    await retry(() => upgrade(database));
    // The journal mode stays with the file; the other pragma is the connection's.
    await retry(() => database.exec("PRAGMA journal_mode = WAL"));
    database.exec(`PRAGMA synchronous = ${settings.synchronous}`);
    connection.ready();
  } catch (error) {
    connection.abandon();
    throw error;
  }
}

function upgrade(database: DatabaseSync): void {
  // Looked at before anything is locked: mostly there is nothing to do.
  if (presentVersion(database) === schemaVersion) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Again under the lock: another process may have been faster.
    for (const step of migrations.slice(presentVersion(database))) step(database);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec("COMMIT");
  } finally {
    if (database.isTransaction) database.exec("ROLLBACK");
  }
}

/** The version of our schema, 0 in an empty database. */
function presentVersion(database: DatabaseSync): number {
  const marks = {
    applicationId: numberOf(database, "PRAGMA application_id"),
    userVersion: numberOf(database, "PRAGMA user_version"),
    isEmpty: numberOf(database, "SELECT count(*) FROM sqlite_schema") === 0,
  };
  requireOwnDatabase(database.location() ?? "The database", marks);
  return marks.applicationId === applicationId ? marks.userVersion : 0;
}

/** The one number that a statement gives. */
function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0]);
}
