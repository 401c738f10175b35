import { withDeadline } from "./deadline.ts";
import type {
  NamedStatement,
  Pool,
  PoolClient,
  PostgresSettings,
  PostgresSource,
  Query,
  Row,
  SqlValue,
} from "./options.ts";
import { createOwnPool } from "./own-pool.ts";
import { takeClient } from "./pool-client.ts";
import { breaksConnection, timedOut } from "./status.ts";

/** A statement as it is sent; with a name, it is prepared once for each connection. */
export interface Sendable {
  readonly name: string | undefined;
  readonly text: string;
}

/** Somewhere to send one statement. */
export interface Lease {
  /** Sends it, once. Whatever comes of it, the lease is over. */
  run(statement: Sendable, values: SqlValue[]): Promise<readonly Row[]>;
}

/** Where statements are sent. */
export interface Connection {
  /** Waits for a connection that is free. */
  lease(): Promise<Lease>;
  /** A connection to keep, where there are sessions. To be released by whoever asked for it. */
  client(): Promise<PoolClient | undefined>;
  /** Closes what the store has made. */
  close(): Promise<void>;
}

/** Connects nothing before it is asked to. */
export function createConnection(source: PostgresSource, settings: PostgresSettings): Connection {
  if ("query" in source) return overQuery(source.query, settings);
  if ("pool" in source) return overPool(async () => source.pool, settings);
  const own = createOwnPool(source.url, settings);
  return { ...overPool(own.pool, settings), close: own.close };
}

function overQuery(query: Query, { statementTimeoutMs }: PostgresSettings): Connection {
  const lease: Lease = {
    async run({ text }, values) {
      const { rows } = await withDeadline(query(text, values), statementTimeoutMs, timedOut);
      return rows;
    },
  };
  return {
    lease: async () => lease,
    client: async () => undefined,
    close: async () => {},
  };
}

function overPool(pool: () => Promise<Pool>, settings: PostgresSettings): Connection {
  const { connectTimeoutMs, statementTimeoutMs } = settings;
  const take = async () => takeClient(await pool(), connectTimeoutMs);
  return {
    client: take,
    close: async () => {},
    async lease() {
      const client = await take();
      return {
        async run(statement, values) {
          const sending = isNamed(statement)
            ? client.query({ ...statement, values })
            : client.query(statement.text, values);
          let destroy = false;
          try {
            return (await withDeadline(sending, statementTimeoutMs, timedOut)).rows;
          } catch (error) {
            destroy = breaksConnection(error);
            throw error;
          } finally {
            client.release(destroy);
          }
        },
      };
    },
  };
}

function isNamed(statement: Sendable): statement is Omit<NamedStatement, "values"> {
  return statement.name !== undefined;
}
