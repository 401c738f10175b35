import { isServiceError, ServiceError } from "@org/user-core";

// Of the counters, `last_seq` and `pruned_seq` are positions of the log: of its last event, and
// of the last that was forgotten. An event's `write_end` is the `seq` of the last of its write.
const schema = `
  CREATE TABLE IF NOT EXISTS meta (
    one INTEGER PRIMARY KEY CHECK (one = 1), secret BLOB NOT NULL, users INTEGER NOT NULL,
    last_id INTEGER NOT NULL, last_seq INTEGER NOT NULL, pruned_seq INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY, email_key TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
    password_hash TEXT, user TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, write_end INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
    user_id INTEGER NOT NULL, revision INTEGER NOT NULL, content TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS updates_by_user ON events (user_id, revision) WHERE revision > 1;
  CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, user_id INTEGER NOT NULL,
    email TEXT NOT NULL, name TEXT NOT NULL, password_hash TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS requests_by_time ON requests (at);
`;

/** Columns by their names. */
export type Row = Record<string, SqlStorageValue>;

/** The database of a Durable Object, which it alone has and which runs on its own thread. */
export interface DurableStorage {
  /** The rows that a statement gives. */
  all<R extends Row>(sql: string, ...bindings: SqlStorageValue[]): R[];
  /** The one row that a statement gives, if it gives one. */
  first<R extends Row>(sql: string, ...bindings: SqlStorageValue[]): R | undefined;
  /** Runs statements as one commit: all of them or none. */
  transaction<T>(run: () => T): T;
  /** Makes the tables, unless they are there. */
  migrate(): void;
}

/** Opens the database. */
export function openStorage(storage: DurableObjectStorage): DurableStorage {
  const all: DurableStorage["all"] = (sql, ...bindings) =>
    storage.sql.exec<never>(sql, ...bindings).toArray();
  return {
    all,
    first: (sql, ...bindings) => all<never>(sql, ...bindings)[0],
    transaction: (run) => storage.transactionSync(run),
    migrate() {
      storage.transactionSync(() => {
        all(schema);
        const secret = crypto.getRandomValues(new Uint8Array(32)).buffer;
        all("INSERT OR IGNORE INTO meta VALUES (1, ?, 0, 0, 0, 0)", secret);
      });
    },
  };
}

/** What a failure of the database is to whoever called. */
export function toStoreError(cause: unknown): ServiceError {
  if (isServiceError(cause)) return cause;
  if (/SQLITE_FULL/.test(String(cause))) {
    const reason = "STORE_FULL";
    return new ServiceError("RESOURCE_EXHAUSTED", "The store is full", { reason, cause });
  }
  return storeUnavailable("The store can't be used", cause);
}

/** UNAVAILABLE: a later try may work. */
export function storeUnavailable(message: string, cause?: unknown): ServiceError {
  const reason = "STORE_UNAVAILABLE";
  return new ServiceError("UNAVAILABLE", message, { reason, retryAfterMs: 1_000, cause });
}
