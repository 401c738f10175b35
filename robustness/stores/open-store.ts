import type { UserStore } from "@org/user-core";
import { createPostgresStore } from "@org/user-store-postgres";
import { createSqliteStore } from "@org/user-store-sqlite";

/** Where a store's data is, as it is told to other processes. */
export type StoreLocation =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

/** The store of a location, as its package makes it. Patience is short: faults are many. */
export function openStore(location: StoreLocation): UserStore {
  if (location.kind === "sqlite") return createSqliteStore({ path: location.path });
  return createPostgresStore(
    { url: location.url },
    { connectTimeoutMs: 2_000, statementTimeoutMs: 4_000 },
  );
}
