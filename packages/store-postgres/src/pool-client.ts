import type { Pool, PoolClient } from "./options.ts";
import { storeUnavailable } from "./status.ts";

const guarded = new WeakSet<PoolClient>();

/**
 * Takes a connection from a pool, if there is one in time; one that comes later
 * goes back.
 *
 * By callback, because it is called at once: what is lost between that and the
 * next turn, or between two statements, tells nobody but the connection's own
 * listeners, and without one it would end the process.
 */
export function takeClient(pool: Pool, timeoutMs: number): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(storeUnavailable("The store has no connection free"));
    }, timeoutMs);
    pool.connect((error, client) => {
      clearTimeout(timer);
      if (client === undefined) {
        reject(error);
        return;
      }
      guard(client);
      if (isLate) client.release(false);
      else resolve(client);
    });
  });
}

function guard(client: PoolClient): void {
  if (guarded.has(client)) return;
  guarded.add(client);
  // Whoever runs a statement on it learns of it there.
  client.on("error", () => {});
}
