import { createUserTables } from "./001-user-tables.ts";

export { application, countSlots, newSecret } from "./001-user-tables.ts";

/**
 * Each step of the schema, in order: the SQL of its statements, `s` being the
 * quoted schema. Never changed once released.
 */
export const migrations: readonly ((s: string) => string)[] = [createUserTables];

/** The newest schema version: how many migrations there are. */
export const schemaVersion = migrations.length;
