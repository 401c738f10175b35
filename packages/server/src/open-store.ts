import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createMemoryStore, ServiceError, type UserStore } from "@org/user-core";

/** What `serve` may say of how a store is used. */
export interface StoreUse {
  /** Whether PostgreSQL is asked to cancel reads whose callers have gone. Default: true. */
  readonly cancelReads?: boolean;
}

/**
 * Opens and migrates the store that `--store` names.
 *
 * @throws ServiceError if it can't be read or is another application's.
 */
export async function openStore(location: string, use: StoreUse = {}): Promise<UserStore> {
  const store = await create(location, use);
  try {
    await store.migrate();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

async function create(location: string, use: StoreUse): Promise<UserStore> {
  if (location === "memory:") return createMemoryStore();
  if (!location.startsWith("sqlite:")) return createPostgres(location, use);
  return createSqlite(location.slice("sqlite:".length));
}

// Neither is loaded where it is not used: the server is to start quickly.

async function createSqlite(path: string): Promise<UserStore> {
  makeFolder(dirname(path));
  const { createSqliteStore } = await import("@org/user-store-sqlite");
  return createSqliteStore({ path });
}

async function createPostgres(url: string, use: StoreUse): Promise<UserStore> {
  const { createPostgresStore } = await import("@org/user-store-postgres");
  return createPostgresStore({ url }, use);
}

function makeFolder(path: string): void {
  try {
    // Of this user alone: hashes are in it. One that is there is left as it is.
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "unknown error";
    throw new ServiceError("UNAVAILABLE", `${path} can't be made: ${code}`, {
      reason: "STORE_UNAVAILABLE",
      cause,
    });
  }
}
