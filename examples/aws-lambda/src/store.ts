import { createPostgresStore } from "@org/user-store-postgres";

/** A setting of the function. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

// An instance of a function has one call at a time; a watch reads beside it.
export const store = createPostgresStore({ url: setting("DATABASE_URL") }, { maxConnections: 2 });
// Where there is nothing to do it only reads.
await store.migrate();
