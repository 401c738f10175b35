import type { DatabaseSync } from "node:sqlite";

/** Where the users are. */
export type SqliteSource =
  /** A file, made if it is missing, or `:memory:`. The store opens and closes it. */
  | { readonly path: string }
  /**
   * A connection of yours, for the store alone: it sets its pragmas, begins and
   * commits on it. `close()` leaves it open.
   */
  | { readonly database: DatabaseSync };

/** Options of `createSqliteStore`. */
export interface SqliteStoreOptions {
  /**
   * `full`: an acknowledged write survives a power cut. `normal`: it survives
   * the process, not always the machine. Default: `full`.
   *
   * Source: https://www.sqlite.org/pragma.html#pragma_synchronous
   */
  readonly synchronous?: "full" | "normal";
  /** How long a call waits for another process's lock, in milliseconds. Default: 5,000. */
  readonly busyTimeoutMs?: number;
  /**
   * How often to look for commits of other processes, in milliseconds, while
   * somebody listens for hints. Default: 50.
   */
  readonly pollIntervalMs?: number;
  /** Most memory of the page cache, in bytes. Default: 16 MiB. */
  readonly cacheBytes?: number;
}

/** The options with their defaults. */
export type SqliteSettings = Required<SqliteStoreOptions>;

/** Fills in the defaults. */
export function settingsOf(options: SqliteStoreOptions): SqliteSettings {
  const {
    synchronous = "full",
    busyTimeoutMs = 5_000,
    pollIntervalMs = 50,
    cacheBytes = 16 * 1024 * 1024,
  } = options;
  return { synchronous, busyTimeoutMs, pollIntervalMs, cacheBytes };
}
