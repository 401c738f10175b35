import type { UrlOptions } from "@org/postgres-cluster";
import type { Pool, PoolConfig } from "pg";
import { afterAll, beforeAll } from "vitest";
import type { Cluster } from "./cluster.fixture.ts";

/** A source with a pool for the tests of a file, there once they run. */
export function usePool(
  cluster: Cluster,
  config: PoolConfig & UrlOptions = {},
): { readonly pool: Pool } {
  let pool: Pool;
  beforeAll(() => {
    pool = cluster.pool(config);
  });
  afterAll(() => pool.end());
  return {
    get pool() {
      return pool;
    },
  };
}
