import { ServiceError } from "@org/user-core";
import type { ClientConfig } from "pg";
import type { Pool, PostgresSettings } from "./options.ts";

/** A pool that is made when it is first needed. */
export interface OwnPool {
  pool(): Pool | Promise<Pool>;
  /** Waits for what is under way, and closes every connection. */
  close(): Promise<void>;
}

/** A `pg.Pool` of the store's own. `pg` is loaded when it is first needed. */
export function createOwnPool(url: string, settings: PostgresSettings): OwnPool {
  let making: Promise<import("pg").Pool> | undefined;
  let made: import("pg").Pool | undefined;

  async function make() {
    const { Client, Pool } = (await loadDriver()).default;
    const { connectTimeoutMs, statementTimeoutMs, maxConnections, session } = settings;
    const pool = new Pool({
      connectionString: url,
      max: maxConnections,
      // Of the connection alone: the pool's own time limit is a timer for each
      // statement, and there is one for all of them already.
      Client: class extends Client {
        constructor(config?: ClientConfig) {
          super({ ...config, connectionTimeoutMillis: connectTimeoutMs });
        }
      },
      application_name: "user-store",
      // A pooler refuses parameters that it does not know.
      ...(session && { statement_timeout: statementTimeoutMs }),
    });
    // Of idle connections, which the pool then drops; without a listener it would end the process.
    pool.on("error", () => {});
    made = pool;
    return pool;
  }

  return {
    pool() {
      making ??= make();
      return made ?? making;
    },
    async close() {
      await (await making)?.end();
    },
  };
}

async function loadDriver(): Promise<typeof import("pg")> {
  try {
    return await import("pg");
  } catch (cause) {
    const message = "A store of { url } needs the package pg, which is not installed";
    throw new ServiceError("FAILED_PRECONDITION", message, { cause });
  }
}
