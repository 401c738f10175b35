import type { Caller } from "@org/user-core";
import { cancel } from "./cancel.ts";
import type { Attempt, Connection, Sendable } from "./connection.ts";
import { createDeadlines, type Deadlines } from "./deadlines.ts";
import type { Pool, PoolClient, PostgresSettings, Row, SqlValue } from "./options.ts";
import { type Done, send } from "./send.ts";
import { storeUnavailable } from "./status.ts";
import { createWaits } from "./waits.ts";

const guarded = new WeakSet<PoolClient>();

/**
 * Sends statements over the connections of a pool.
 *
 * By callbacks, because they are called at once: what is lost between that and
 * the next turn, or between two statements, tells nobody but the connection's
 * own listeners, and without one it would end the process.
 */
export function overPool(
  pool: () => Pool | Promise<Pool>,
  settings: PostgresSettings,
): Omit<Connection, "close"> {
  const connects = createDeadlines(settings.connectTimeoutMs);
  const wait = createWaits(settings.statementTimeoutMs);

  async function run(
    statement: Sendable,
    values: SqlValue[],
    attempt: Attempt,
  ): Promise<readonly Row[]> {
    const made = pool();
    const ready = made instanceof Promise ? await made : made;
    const began = performance.now();
    return new Promise((resolve, reject) => {
      take(ready, connects, (error, client) => {
        if (client === undefined) {
          reject(error);
          return;
        }
        if (hasGone(attempt.caller, began)) {
          client.release(false);
          reject(attempt.caller?.signal.reason);
          return;
        }
        attempt.isSent = true;
        const sending = {
          statement,
          values,
          reader: attempt.reader,
          wait,
          cancel: settings.cancelReads ? () => cancel(ready, client, connects) : undefined,
        };
        send(client, sending, (error, result) => {
          if (result === undefined) reject(error);
          else resolve(result.rows);
        });
      });
    });
  }

  return {
    run,
    async client() {
      const ready = await pool();
      return new Promise((resolve, reject) => {
        take(ready, connects, (error, client) => {
          if (client === undefined) reject(error);
          else resolve(client);
        });
      });
    },
  };
}

/** Shorter than anybody changes his mind, in milliseconds. */
const noWaitMs = 5;

/** Whether a caller has gone while it waited. Who has not waited is not asked: to be asked costs a call its signal. */
function hasGone(caller: Caller | undefined, began: number): boolean {
  if (caller === undefined || performance.now() - began < noWaitMs) return false;
  return caller.signal.aborted;
}

/** Takes a connection from a pool, if there is one in time; one that comes later goes back. */
function take(pool: Pool, deadlines: Deadlines, done: Done<PoolClient>): void {
  let isLate = false;
  const deadline = deadlines.start(() => {
    isLate = true;
    done(storeUnavailable("The store has no connection free"));
  });
  pool.connect((error, client) => {
    if (client !== undefined) guard(client);
    deadlines.end(deadline);
    if (isLate) client?.release(false);
    else done(error, client);
  });
}

function guard(client: PoolClient): void {
  if (guarded.has(client)) return;
  guarded.add(client);
  // Whoever runs a statement on it learns of it there.
  client.on("error", () => {});
}
