import type { InsertOutcome, UserStore } from "@org/user-core";
import { createConnection } from "./connection.ts";
import { countUsers } from "./count.ts";
import { readCredentials, replaceHash } from "./credentials.ts";
import { createDatabase, type Database } from "./database.ts";
import { readEvents, readHead } from "./events.ts";
import { createHints } from "./hints.ts";
import { createInsertQueue } from "./insert-queue.ts";
import { insertUsers } from "./insert-users.ts";
import { checkStore, readSecret } from "./meta.ts";
import { migrate } from "./migrate.ts";
import { createNotifications } from "./notifications.ts";
import { createOperations } from "./operations.ts";
import { type PostgresSource, type PostgresStoreOptions, settingsOf } from "./options.ts";
import { pruneEventsBefore, pruneRequestsBefore } from "./prune.ts";
import { removeUser } from "./remove-user.ts";
import { replaceUser } from "./replace-user.ts";
import { findRequests } from "./requests.ts";
import { readSnapshot } from "./snapshot.ts";
import { readUserUpdates } from "./user-updates.ts";
import { getUserByEmail, getUsers, listUsers } from "./users.ts";

/**
 * A user store in a PostgreSQL database, for any number of instances. Nothing
 * is connected before it is used. `migrate()` must have been called, by this
 * store or another one.
 *
 * Each operation is one statement in a transaction of its own, so it works
 * through a transaction pooler and over drivers without sessions.
 *
 * @throws TypeError for options that can't be meant.
 *
 * @example
 * const store = createPostgresStore({ url: "postgres://app@db.internal/app" });
 * await store.migrate();
 */
export function createPostgresStore(
  source: PostgresSource,
  options: PostgresStoreOptions = {},
): UserStore {
  const settings = settingsOf(source, options);
  const { schema, pollIntervalMs } = settings;
  const connection = createConnection(source, settings);
  const database = createDatabase(connection, settings);
  const operations = createOperations();
  const others = settings.notify
    ? createNotifications({ database, connection, schema })
    : undefined;
  const hints = createHints({ head: () => readHead(database), pollIntervalMs, others });
  const run = <T>(operation: (database: Database) => Promise<T>): Promise<T> =>
    operations.run(() => operation(database));
  const insertTogether = createInsertQueue((entries) => insertUsers(database, entries));
  let closing: Promise<void> | undefined;

  /** A write, and the hint if it appended anything. */
  function write<T>(
    operation: (database: Database) => Promise<T>,
    hasAppended: (outcome: T) => boolean,
  ): Promise<T> {
    return run(async (database) => {
      const outcome = await operation(database);
      // Later, so that a listener that throws does not fail the write.
      if (hasAppended(outcome)) queueMicrotask(hints.committed);
      return outcome;
    });
  }

  async function closeAfterOperations(): Promise<void> {
    await operations.close();
    await hints.close();
    await connection.close();
  }

  return {
    get: (ids) => run((db) => getUsers(db, ids)),
    getByEmail: (emailKey) => run((db) => getUserByEmail(db, emailKey)),
    credentials: (emailKey) => run((db) => readCredentials(db, emailKey)),
    list: (query) => run((db) => listUsers(db, query)),
    count: () => run(countUsers),
    insert: (entries) =>
      write(
        async (): Promise<InsertOutcome[]> => (entries.length === 0 ? [] : insertTogether(entries)),
        (outcomes) => outcomes.some(({ kind }) => kind === "created"),
      ),
    findRequest: (requestId) =>
      run(async (db) => (await findRequests(db, [requestId])).get(requestId)),
    replace: (change) =>
      write(
        (db) => replaceUser(db, change),
        (outcome) => outcome === "applied",
      ),
    replaceHash: (userId, presentHash, nextHash) =>
      run((db) => replaceHash(db, userId, presentHash, nextHash)),
    remove: (userId, revision, update) =>
      write((db) => removeUser(db, userId, revision, update), Boolean),
    userUpdates: (userId, after, limit) => run((db) => readUserUpdates(db, userId, after, limit)),
    events: (after, limit) => run((db) => readEvents(db, after, limit)),
    head: () => run(readHead),
    snapshot: (afterId, limit) => run((db) => readSnapshot(db, afterId, limit)),
    onHint: hints.onHint,
    prune: ({ eventsBefore, requestIdsBefore }) =>
      run(async (db) => {
        await pruneEventsBefore(db, eventsBefore);
        await pruneRequestsBefore(db, requestIdsBefore);
      }),
    secret: () => run(readSecret),
    migrate: () => run((db) => migrate(db, schema)),
    check: () => run(checkStore),
    close: () => {
      closing ??= closeAfterOperations();
      return closing;
    },
  };
}
