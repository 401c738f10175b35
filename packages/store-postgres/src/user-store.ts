import type { Caller, InsertOutcome, UserStore } from "@org/user-core";
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
 * through a transaction pooler and over drivers without sessions. A read whose
 * caller goes rejects at once, and is cancelled at the server where the source can.
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
  const databaseOf = (caller: Caller | undefined): Database =>
    caller === undefined ? database : database.for(caller);
  const run = <T>(operation: (database: Database) => Promise<T>, caller?: Caller): Promise<T> =>
    operations.run(() => operation(databaseOf(caller)));
  // What it looks up after a commit is a part of the write, and not broken off.
  const insertTogether = createInsertQueue((entries, caller) =>
    insertUsers({ ...database, write: databaseOf(caller).write }, entries),
  );
  let closing: Promise<void> | undefined;

  /** A write, and the hint if it appended anything. */
  function write<T>(
    operation: (database: Database) => Promise<T>,
    hasAppended: (outcome: T) => boolean,
    caller: Caller | undefined,
  ): Promise<T> {
    return run(async (database) => {
      const outcome = await operation(database);
      // Later, so that a listener that throws does not fail the write.
      if (hasAppended(outcome)) queueMicrotask(hints.committed);
      return outcome;
    }, caller);
  }

  async function closeAfterOperations(): Promise<void> {
    await operations.close();
    await hints.close();
    await connection.close();
  }

  return {
    get: (ids, caller) => run((db) => getUsers(db, ids), caller),
    getByEmail: (emailKey, caller) => run((db) => getUserByEmail(db, emailKey), caller),
    credentials: (emailKey, caller) => run((db) => readCredentials(db, emailKey), caller),
    list: (query, caller) => run((db) => listUsers(db, query), caller),
    count: (caller) => run(countUsers, caller),
    insert: (entries, caller) =>
      write(
        async (): Promise<InsertOutcome[]> =>
          entries.length === 0 ? [] : insertTogether(entries, caller),
        (outcomes) => outcomes.some(({ kind }) => kind === "created"),
        caller,
      ),
    findRequest: (requestId, caller) =>
      run(async (db) => (await findRequests(db, [requestId])).get(requestId), caller),
    replace: (change, caller) =>
      write(
        (db) => replaceUser(db, change),
        (outcome) => outcome === "applied",
        caller,
      ),
    replaceHash: (userId, presentHash, nextHash) =>
      run((db) => replaceHash(db, userId, presentHash, nextHash)),
    remove: (userId, revision, update, caller) =>
      write((db) => removeUser(db, userId, revision, update), Boolean, caller),
    userUpdates: (userId, after, limit, caller) =>
      run((db) => readUserUpdates(db, userId, after, limit), caller),
    events: (after, limit, caller) => run((db) => readEvents(db, after, limit), caller),
    head: (caller) => run(readHead, caller),
    snapshot: (afterId, limit, caller) => run((db) => readSnapshot(db, afterId, limit), caller),
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
