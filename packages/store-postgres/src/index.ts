export type {
  NamedStatement,
  Pool,
  PoolClient,
  PostgresSource,
  PostgresStoreOptions,
  Query,
  QueryResult,
  Row,
  SqlValue,
} from "./options.ts";
export { createPostgresStore } from "./user-store.ts";
