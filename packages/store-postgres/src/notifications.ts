import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import type { Database } from "./database.ts";
import type { OtherInstances } from "./hints.ts";
import type { PoolClient } from "./options.ts";
import { quoteName, statement } from "./statement.ts";

/** How often one instance tells the others at most, in milliseconds. */
const quietMs = 10;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

const notify = statement("notify", () => "SELECT pg_notify($1::text, '')");

/** What {@link createNotifications} needs. */
export interface NotificationsOptions {
  readonly database: Database;
  readonly connection: Connection;
  /** Its name is the channel's. */
  readonly schema: string;
}

/**
 * Hints by LISTEN and NOTIFY. A NOTIFY takes a lock of the whole cluster until
 * its commit is on disk, so it is never in a transaction that writes: one of
 * its own after the commit, for all commits that wait to be told.
 */
export function createNotifications(options: NotificationsOptions): OtherInstances {
  const { database, connection, schema } = options;
  let telling: Promise<void> | undefined;
  let isUntold = false;

  async function tellAll(): Promise<void> {
    while (isUntold) {
      isUntold = false;
      // Lost if it fails: others find out by their poll.
      await database.read(notify, [schema]).catch(() => {});
      if (isUntold) await delay(quietMs);
    }
    telling = undefined;
  }

  return {
    tell() {
      isUntold = true;
      telling ??= tellAll();
    },
    listen: (onHint) => listen(connection, quoteName(schema), onHint),
    async close() {
      await telling;
    },
  };
}

/** Listens on a connection of its own, on another one when it is lost. Returns how to stop. */
function listen(connection: Connection, channel: string, onHint: () => void): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;

  async function listenOn(): Promise<void> {
    for (let tries = 0; !signal.aborted; tries += 1) {
      await listenOnce(connection, { channel, signal, onHint, onListening: () => (tries = 0) });
      const pauseMs = Math.min(firstPauseMs * 2 ** tries, longestPauseMs);
      await delay(Math.random() * pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  const listening = listenOn();
  return () => {
    stop.abort();
    return listening;
  };
}

interface Listening {
  readonly channel: string;
  readonly signal: AbortSignal;
  readonly onHint: () => void;
  readonly onListening: () => void;
}

/** Resolves when the connection is lost, was not to be had, or is not wanted any more. */
async function listenOnce(connection: Connection, listening: Listening): Promise<void> {
  const { channel, signal, onHint, onListening } = listening;
  const client = await connection.client().catch(() => undefined);
  if (client === undefined) return;
  const over = endOf(client, signal);
  client.on("notification", onHint);
  try {
    await Promise.race([listenTo(client, channel), over.promise]);
    if (signal.aborted) return;
    onListening();
    // Whatever was told before it listened.
    onHint();
    await over.promise;
  } catch {
    // Lost while it was asked to listen: as if it were lost afterwards.
  } finally {
    over.stop();
    client.removeListener("notification", onHint);
    // Not to be used by others: it would go on listening.
    client.release(true);
  }
}

function listenTo(client: PoolClient, channel: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(`LISTEN ${channel}`, [], (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Resolves when a connection ends, or the signal says so. */
function endOf(client: PoolClient, signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  client.on("error", end);
  client.on("end", end);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  return {
    promise,
    stop() {
      signal.removeEventListener("abort", end);
      client.removeListener("end", end);
      client.removeListener("error", end);
    },
  };
}
