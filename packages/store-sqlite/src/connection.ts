import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { ServiceError } from "@org/user-core";
import { requireOwnFile } from "./file-header.ts";
import { noteOpen } from "./open-files.ts";
import type { SqliteSettings, SqliteSource } from "./options.ts";
import { storeUnavailable } from "./status.ts";

/** A prepared statement that gives each row as its columns, integers as bigints. */
interface Query<Columns> {
  get(...parameters: readonly SQLInputValue[]): Columns | undefined;
  all(...parameters: readonly SQLInputValue[]): Columns[];
}

/** A database and its prepared statements. */
export interface Connection {
  /** Opens the file unless it is open. @throws if it is no file of this package. */
  open(): DatabaseSync;
  /** Tells that the schema is there: from now on statements can be prepared. */
  ready(): void;
  /**
   * A statement that reads, prepared at its first use. The caller names the
   * types of its columns: tables are STRICT, so they are what the schema says.
   *
   * @throws FAILED_PRECONDITION before `migrate()`, UNAVAILABLE after `close()`.
   */
  query<Columns extends readonly unknown[]>(sql: string): Query<Columns>;
  /** A statement that writes, likewise. */
  command(sql: string): StatementSync;
  /** Rolls back if a transaction is open: after some errors SQLite has done so itself. */
  rollback(): void;
  /** Undoes `open` if the schema turned out not to be there. */
  abandon(): void;
  /** Closes for good; a database that was handed in stays open. */
  close(): void;
}

/** Makes a connection that is not open yet. */
export function createConnection(source: SqliteSource, settings: SqliteSettings): Connection {
  const queries = new Map<string, StatementSync>();
  const commands = new Map<string, StatementSync>();
  let database: DatabaseSync | undefined;
  let noteClosed: (() => void) | undefined;
  let state: "new" | "ready" | "closed" = "new";

  function prepare(sql: string): StatementSync {
    if (state === "closed") throw storeClosed();
    if (state === "new" || database === undefined) throw notMigrated();
    return database.prepare(sql);
  }

  function release(): void {
    queries.clear();
    commands.clear();
    if ("path" in source) database?.close();
    database = undefined;
    noteClosed?.();
    noteClosed = undefined;
  }

  return {
    open() {
      if (state === "closed") throw storeClosed();
      if (database === undefined) {
        database = openSource(source);
        if ("path" in source) noteClosed = noteOpen(source.path);
        configure(database, settings);
      }
      return database;
    },
    ready() {
      if (state === "new") state = "ready";
    },
    query<Columns extends readonly unknown[]>(sql: string): Query<Columns> {
      const query = queries.get(sql) ?? asQuery(prepare(sql));
      queries.set(sql, query);
      // node:sqlite types rows as objects; `asQuery` has made them arrays, and
      // the types of the columns are the schema's.
      return query as unknown as Query<Columns>;
    },
    command(sql) {
      const command = commands.get(sql) ?? asCommand(prepare(sql));
      commands.set(sql, command);
      return command;
    },
    rollback() {
      if (database?.isTransaction) database.exec("ROLLBACK");
    },
    abandon() {
      if (state === "new") release();
    },
    close() {
      state = "closed";
      release();
    },
  };
}

function openSource(source: SqliteSource): DatabaseSync {
  return "path" in source ? openFile(source.path) : source.database;
}

function configure(database: DatabaseSync, { cacheBytes }: SqliteSettings): void {
  // Waiting inside SQLite would block the event loop: see busy-retry.ts.
  database.exec("PRAGMA busy_timeout = 0");
  database.exec(`PRAGMA cache_size = -${Math.ceil(cacheBytes / 1024)}`);
  // Fewer and larger checkpoints: pages written again and again are copied once.
  database.exec("PRAGMA wal_autocheckpoint = 4000");
  // What is deleted is zeroed in the pages that are written anyway: hashes and emails of who is
  // gone should not lie about. FAST leaves pages that fall free, which to zero would be more I/O.
  database.exec("PRAGMA secure_delete = FAST");
}

function openFile(path: string): DatabaseSync {
  requireOwnFile(path);
  try {
    return new DatabaseSync(path);
  } catch (cause) {
    throw storeUnavailable(`${path} can't be opened`, { cause });
  }
}

function asQuery(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  return statement;
}

function asCommand(statement: StatementSync): StatementSync {
  // Whatever a database that was handed in says: `changes` is compared as a number.
  statement.setReadBigInts(false);
  return statement;
}

function notMigrated(): ServiceError {
  return new ServiceError("FAILED_PRECONDITION", "The store is not migrated: call migrate() first");
}

function storeClosed(): ServiceError {
  return storeUnavailable("The store is closed");
}
