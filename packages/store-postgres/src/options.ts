/** What the store sends with a statement: any driver can send these. Never arrays, dates or bigints. */
export type SqlValue = string | number | boolean | null;

/** A row by the names of its columns: of those that the store asks for, each as the driver gives it. */
export type Row = { readonly [C in Column]?: unknown };

/** Every column that a statement of the store gives. */
export type Column =
  | ("id" | "email" | "name" | "is_active" | "created_at" | "updated_at" | "revision")
  | ("kind" | "user_id" | "at" | "field" | "old_value" | "new_value" | "xid" | "seq")
  | ("drawn_id" | "request_id" | "password_hash" | "ahead" | "users" | "forgotten" | "secret")
  | ("holds" | "taken" | "applied" | "removed" | "present" | "last" | "is_expired" | "is_known")
  | ("server" | "encoding" | "is_read_only" | "has_tables" | "has_meta")
  | ("application" | "schema_version" | "is_displaced");

/** What a statement gives. */
export interface QueryResult {
  readonly rows: readonly Row[];
}

/** Runs one statement in a transaction of its own; `$1` stands for the first value. Rejects with an error whose `code` is the SQLSTATE. */
export type Query = (text: string, values: SqlValue[]) => Promise<QueryResult>;

/** What the store uses of a `pg.PoolClient`. */
export interface PoolClient {
  /** Runs a statement that stays prepared on its connection. */
  query(statement: NamedStatement, done: QueryDone): void;
  /** Runs a statement; `$1` stands for the first value. */
  query(text: string, values: SqlValue[], done: QueryDone): void;
  /** Gives the connection back to its pool, or has it closed. */
  release(destroy: boolean): void;
  /** Has a listener told of what becomes of the connection. */
  on(event: "error" | "end" | "notification", listener: () => void): unknown;
  /** The listener is told no more. */
  removeListener(event: "error" | "end" | "notification", listener: () => void): unknown;
  /** With `secretKey`, what the server knows its session by. Without them, nothing is cancelled there. */
  readonly processID?: unknown;
  readonly secretKey?: unknown;
}

/** Called with what came of a statement: one of the two. */
export type QueryDone = (error: unknown, result: QueryResult | undefined) => void;

/** A statement that is prepared once for each connection. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  values: SqlValue[];
}

/** What the store uses of a `pg.Pool`. */
export interface Pool {
  /** Gives one of its connections, once one is free. */
  connect(callback: (error: Error | undefined, client: PoolClient | undefined) => void): void;
  /** What it makes its connections with, of `options`. Without them, nothing is cancelled at the server. */
  readonly Client?: new (
    options: object,
  ) => NewClient;
  readonly options?: object;
}

/** What the store uses of a `pg.Client` that is not connected. */
export interface NewClient {
  readonly connection: {
    /** Called when the server is reached, to say who connects. */
    startup: () => void;
    /** Asks the server to cancel what a session is doing, instead of saying who connects. */
    cancel(processID: number, secretKey: number): void;
    /** Has a listener told of a failure. */
    on(event: "error", listener: () => void): unknown;
    /** The socket, and how it is closed. */
    readonly stream: {
      /** Closes it at once. */
      destroy(): unknown;
    };
  };
  /** Reaches the server and then calls `startup`; `done` is told how it ended. */
  connect(done: () => void): void;
  /** Has a listener told that the connection has ended. */
  on(event: "end", listener: () => void): unknown;
}

/** Where the users are. */
export type PostgresSource =
  /** A connection string. The store makes a pool of connections with `pg`, which must be installed, and closes it. */
  | { readonly url: string }
  /** A `pg.Pool` of yours, with a listener for `error`. `close()` leaves it open. */
  | { readonly pool: Pool }
  /**
   * Anything that runs a statement, such as a serverless driver over HTTP. Each
   * statement must be a transaction of its own. None can be cancelled: a read
   * whose caller goes fails at once, and its statement goes on.
   */
  | { readonly query: Query };

/** Options of `createPostgresStore`. */
export interface PostgresStoreOptions {
  /** The PostgreSQL schema for the store's tables, the store's alone. Default: `user_directory`. */
  readonly schema?: string;
  /** Most connections of a pool made from a URL. Default: 10. */
  readonly maxConnections?: number;
  /**
   * Whether connections are sessions of their own, with no transaction pooler
   * between: statements are prepared once for each, and the server stops what
   * takes longer than `statementTimeoutMs` on connections made from a URL.
   * Nothing with `{ query }`. Default: false.
   */
  readonly session?: boolean;
  /**
   * Whether instances tell each other of new events by LISTEN and NOTIFY, so
   * that hints need not wait for a poll. Needs `session`, and one connection
   * while somebody listens. Default: false.
   */
  readonly notify?: boolean;
  /**
   * Whether the server is asked to cancel a read that takes long when its caller
   * has gone, over a connection beside the pool's. To be turned off where a
   * pooler mishandles that, as pgbouncer may before 1.21. Nothing with
   * `{ query }`. Default: true.
   */
  readonly cancelReads?: boolean;
  /** How long a call waits for a connection, in milliseconds. Default: 5,000. */
  readonly connectTimeoutMs?: number;
  /** How long a call waits for its statement, in milliseconds. Default: 15,000. */
  readonly statementTimeoutMs?: number;
  /**
   * How often to look for commits of other instances, in milliseconds, jittered,
   * while somebody listens for hints. Default: 50.
   */
  readonly pollIntervalMs?: number;
}

/** The options with their defaults. */
export type PostgresSettings = Required<PostgresStoreOptions>;

/** PostgreSQL cuts longer identifiers. */
const maxSchemaBytes = 63;

/**
 * Fills in the defaults.
 *
 * @throws TypeError for options that can't be meant.
 */
export function settingsOf(
  source: PostgresSource,
  options: PostgresStoreOptions,
): PostgresSettings {
  const {
    schema = "user_directory",
    maxConnections = 10,
    session = false,
    notify = false,
    cancelReads = true,
    connectTimeoutMs = 5_000,
    statementTimeoutMs = 15_000,
    pollIntervalMs = 50,
  } = options;
  const bytes = Buffer.byteLength(schema);
  if (bytes === 0 || bytes > maxSchemaBytes || schema.includes("\0")) {
    throw new TypeError(`schema must have 1 to ${maxSchemaBytes} bytes, and no NUL`);
  }
  if (notify && (!session || "query" in source)) {
    throw new TypeError("notify needs connections that are sessions: session, and a url or a pool");
  }
  if (notify && "url" in source && maxConnections < 2) {
    throw new TypeError("notify keeps a connection: maxConnections must be at least 2");
  }
  return {
    schema,
    maxConnections,
    session,
    notify,
    cancelReads,
    connectTimeoutMs,
    statementTimeoutMs,
    pollIntervalMs,
  };
}
