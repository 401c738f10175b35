export type {
  Column,
  NamedStatement,
  NewClient,
  Pool,
  PoolClient,
  PostgresSource,
  PostgresStoreOptions,
  Query,
  QueryDone,
  QueryResult,
  Row,
  SqlValue,
} from "./options.ts";
export { createPostgresStore } from "./user-store.ts";
