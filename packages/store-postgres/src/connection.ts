import type { Caller } from "@org/user-core";
import type {
  PoolClient,
  PostgresSettings,
  PostgresSource,
  Query,
  Row,
  SqlValue,
} from "./options.ts";
import { createOwnPool } from "./own-pool.ts";
import { overPool } from "./pool-connection.ts";
import { timedOut } from "./status.ts";
import { createWaits } from "./waits.ts";

/** A statement as it is sent; with a name, it is prepared once for each connection. */
export interface Sendable {
  readonly name: string | undefined;
  readonly text: string;
}

/** How far a statement has come. */
export interface Attempt {
  /** Whether it may have reached the database. */
  isSent: boolean;
  /** For whom it is. */
  readonly caller: Caller | undefined;
  /** For whom it is broken off while it runs: the caller of a read. */
  readonly reader: Caller | undefined;
}

/** Where statements are sent. */
export interface Connection {
  /** Sends a statement, once. Notes in `attempt` that it does. */
  run(statement: Sendable, values: SqlValue[], attempt: Attempt): Promise<readonly Row[]>;
  /** A connection to keep, where there are sessions. To be released by whoever asked for it. */
  client(): Promise<PoolClient | undefined>;
  /** Closes what the store has made. */
  close(): Promise<void>;
}

/** Connects nothing before it is asked to. */
export function createConnection(source: PostgresSource, settings: PostgresSettings): Connection {
  if ("query" in source) return overQuery(source.query, settings);
  if ("pool" in source) {
    const { pool } = source;
    return { ...overPool(() => pool, settings), close: async () => {} };
  }
  const own = createOwnPool(source.url, settings);
  return { ...overPool(own.pool, settings), close: own.close };
}

function overQuery(query: Query, { statementTimeoutMs }: PostgresSettings): Connection {
  const wait = createWaits(statementTimeoutMs);
  return {
    run({ text }, values, attempt) {
      return new Promise((resolve, reject) => {
        const endWait = wait({
          caller: attempt.reader,
          onLate: () => reject(timedOut()),
          onGone: reject,
        });
        attempt.isSent = true;
        query(text, values)
          .then(({ rows }) => resolve(rows), reject)
          .finally(endWait);
      });
    },
    client: async () => undefined,
    close: async () => {},
  };
}
