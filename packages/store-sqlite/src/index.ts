export type { SqliteSource, SqliteStoreOptions } from "./options.ts";
export { createSqliteStore } from "./user-store.ts";
