import type { Deadlines } from "./deadlines.ts";
import type { Pool, PoolClient } from "./options.ts";

/**
 * Asks the server to cancel what a connection runs, as its protocol has it: over
 * a connection of its own, made as the pool makes its own, which tells the key of
 * the other one where it would say who it is. The key fits one session, also that
 * of a pooler; a process id, which `pg_cancel_backend` takes, may be somebody
 * else's behind one.
 *
 * Resolves to whether nothing of it is under way any more. The server closes the
 * connection when it has passed the request on; before that, what the other one
 * runs next could be hit. Nothing is asked where the driver knows no key.
 *
 * Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export async function cancel(
  { Client, options }: Pool,
  { processID, secretKey }: PoolClient,
  deadlines: Deadlines,
): Promise<boolean> {
  if (Client === undefined || options === undefined) return true;
  if (typeof processID !== "number" || typeof secretKey !== "number") return true;
  const asking = new Client(options);
  const { connection } = asking;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let isAsked = false;
  const giveUp = () => {
    resolve(!isAsked);
    connection.stream.destroy();
  };
  const deadline = deadlines.start(giveUp);
  // The driver has reached the server by then, over TLS where that is asked for.
  connection.startup = () => {
    isAsked = true;
    connection.cancel(processID, secretKey);
  };
  connection.on("error", giveUp);
  asking.on("end", () => {
    deadlines.end(deadline);
    resolve(true);
  });
  // Fails in any case: the server lets nobody in who says a key.
  asking.connect(() => {});
  return promise;
}
