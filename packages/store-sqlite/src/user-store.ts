import type { InsertOutcome, UserStore } from "@org/user-core";
import { retryWhileBusy } from "./busy-retry.ts";
import { createCommitQueue } from "./commit-queue.ts";
import { type Connection, createConnection } from "./connection.ts";
import { readCounters } from "./counters.ts";
import { readCredentials, replaceHash } from "./credentials.ts";
import { createHints } from "./data-version.ts";
import { readEvents, readHead } from "./events.ts";
import { insertUsers } from "./insert-users.ts";
import { migrate } from "./migrate.ts";
import { type SqliteSource, type SqliteStoreOptions, settingsOf } from "./options.ts";
import { pruneEvents, pruneRequests } from "./prune.ts";
import { removeUser } from "./remove-user.ts";
import { replaceUser } from "./replace-user.ts";
import { findRequest } from "./requests.ts";
import { readSnapshot } from "./snapshot.ts";
import { readUserUpdates } from "./user-updates.ts";
import { getUserByEmail, getUsers, listUsers } from "./users.ts";

/**
 * A user store in an SQLite file, which many processes may have open at once.
 * Nothing is opened before `migrate()`, which must come first.
 *
 * Writes that wait at the same time share one commit, so that durability costs
 * one `fsync` for all of them. They run on the calling thread.
 *
 * @example
 * const store = createSqliteStore({ path: "./data/users.db" });
 * await store.migrate();
 */
export function createSqliteStore(
  source: SqliteSource,
  options: SqliteStoreOptions = {},
): UserStore {
  const settings = settingsOf(options);
  const { busyTimeoutMs, pollIntervalMs } = settings;
  const connection = createConnection(source, settings);
  const hints = createHints({ dataVersion: () => dataVersion(connection), pollIntervalMs });
  const onAppended = hints.notify;
  const queue = createCommitQueue({ connection, busyTimeoutMs, onAppended });
  const read = <T>(run: (connection: Connection) => T): Promise<T> =>
    retryWhileBusy(() => run(connection), busyTimeoutMs);
  let closing: Promise<void> | undefined;

  return {
    get: (ids) => read((db) => getUsers(db, ids)),
    getByEmail: (emailKey) => read((db) => getUserByEmail(db, emailKey)),
    credentials: (emailKey) => read((db) => readCredentials(db, emailKey)),
    list: (query) => read((db) => listUsers(db, query)),
    count: () => read((db) => readCounters(db).users),
    insert: async (entries): Promise<InsertOutcome[]> =>
      entries.length === 0
        ? []
        : queue.submit({ weight: entries.length, run: (tx) => insertUsers(tx, entries) }),
    findRequest: (requestId) => read((db) => findRequest(db, requestId)),
    replace: (change) => queue.submit({ weight: 1, run: (tx) => replaceUser(tx, change) }),
    replaceHash: (userId, presentHash, nextHash) =>
      queue.submit({ weight: 1, run: (tx) => replaceHash(tx, userId, presentHash, nextHash) }),
    remove: (userId, revision, update) =>
      queue.submit({ weight: 1, run: (tx) => removeUser(tx, userId, revision, update) }),
    userUpdates: (userId, after, limit) => read((db) => readUserUpdates(db, userId, after, limit)),
    events: (after, limit) => read((db) => readEvents(db, after, limit)),
    head: () => read(readHead),
    snapshot: (afterId, limit) => read((db) => readSnapshot(db, afterId, limit)),
    onHint: hints.onHint,
    async prune({ eventsBefore, requestIdsBefore }) {
      // The weight of a whole commit: other writes go between the chunks.
      const weight = 1_000;
      while (await queue.submit({ weight, run: (tx) => pruneEvents(tx, eventsBefore) }));
      while (await queue.submit({ weight, run: (tx) => pruneRequests(tx, requestIdsBefore) }));
    },
    secret: () => read(readSecret),
    migrate: () => migrate(connection, settings),
    check: async () => {
      await read(readCounters);
    },
    close: () => {
      closing ??= closeAfterWrites();
      return closing;
    },
  };

  async function closeAfterWrites(): Promise<void> {
    hints.close();
    await queue.close();
    connection.close();
  }
}

function readSecret(connection: Connection): Uint8Array {
  const row = connection.query<readonly [Uint8Array]>("SELECT secret FROM meta").get();
  if (row === undefined) throw new TypeError("The secret is missing");
  return row[0];
}

function dataVersion(connection: Connection): bigint | undefined {
  try {
    return connection.query<readonly [bigint]>("PRAGMA data_version").get()?.[0];
  } catch {
    // Not migrated yet, or out of reach for now: a change will show afterwards.
    return undefined;
  }
}
