import { fromJsonString, toJsonString } from "@bufbuild/protobuf";
import {
  type Credentials,
  type InsertOutcome,
  type NewUser,
  type PageQuery,
  type RememberedRequest,
  type ReplaceOutcome,
  type User,
  type UserChange,
  UserSchema,
  type UserStore,
} from "@org/user-core";
import { openStorage, type Row, storeUnavailable, toStoreError } from "./durable-storage.ts";
import { openLog } from "./event-log.ts";

interface UserRow extends Row {
  readonly user: string;
  readonly password_hash: string | null;
}

/**
 * A user store in the SQLite database of a Durable Object. The object is the only
 * one that has it, and its statements do not wait: no other call runs between
 * them. Cloudflare holds answers back until what was written is safe.
 *
 * Source: https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/
 */
export function createDurableStore(durable: DurableObjectStorage): UserStore {
  const storage = openStorage(durable);
  const { all, first } = storage;
  const log = openLog(storage);
  const listeners = new Set<{ readonly call: () => void }>();
  let closed = false;

  function credentials(emailKey: string): Credentials | undefined {
    const row = first<UserRow>("SELECT * FROM users WHERE email_key = ?", emailKey);
    return row && { user: userOf(row), passwordHash: row.password_hash ?? undefined };
  }

  function list(query: PageQuery): User[] {
    const rows =
      "offset" in query
        ? all<UserRow>(
            "SELECT * FROM users ORDER BY id LIMIT ? OFFSET ?",
            query.limit,
            query.offset,
          )
        : all<UserRow>(
            "SELECT * FROM users WHERE id > ? ORDER BY id LIMIT ?",
            query.afterId,
            query.limit,
          );
    return rows.map(userOf);
  }

  function findRequest(requestId: string): RememberedRequest | undefined {
    const select = `SELECT user_id AS userId, email, name, password_hash FROM requests WHERE id = ?`;
    const row = first<{
      userId: number;
      email: string;
      name: string;
      password_hash: string | null;
    }>(select, requestId);
    if (row === undefined) return undefined;
    const { password_hash, ...request } = row;
    return { ...request, passwordHash: password_hash ?? undefined };
  }

  function insertOne(entry: NewUser): InsertOutcome {
    const { emailKey, requestId } = entry;
    const request = requestId === undefined ? undefined : findRequest(requestId);
    if (request) return { kind: "replayed", request };
    if (credentials(emailKey)) return { kind: "email_taken" };
    const counted =
      "UPDATE meta SET users = users + 1, last_id = last_id + 1 RETURNING last_id AS id";
    const user: User = { ...entry.user, id: first<{ id: number }>(counted)?.id ?? 0 };
    const { id, email, name, createdAt: at } = user;
    const passwordHash = entry.passwordHash ?? null;
    const insert = "INSERT INTO users VALUES (?, ?, ?, ?, ?)";
    all(insert, id, emailKey, Number(user.revision), passwordHash, toJsonString(UserSchema, user));
    log.append([{ kind: "created", userId: id, user }], at);
    if (requestId !== undefined) {
      const remember = "INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)";
      all(remember, requestId, Number(at), id, email, name, passwordHash);
    }
    return { kind: "created", user };
  }

  function replace(change: UserChange): ReplaceOutcome {
    const { next, emailKey, expectedRevision, passwordHash, updates } = change;
    const present = "SELECT * FROM users WHERE id = ? AND revision = ?";
    const row = first<UserRow>(present, next.id, Number(expectedRevision));
    if (row === undefined) return "revision_mismatch";
    if ((credentials(emailKey)?.user.id ?? next.id) !== next.id) return "email_taken";
    const update =
      "UPDATE users SET email_key = ?, revision = ?, password_hash = ?, user = ? WHERE id = ?";
    const hash = passwordHash === undefined ? row.password_hash : passwordHash;
    all(update, emailKey, Number(next.revision), hash, toJsonString(UserSchema, next), next.id);
    log.append(
      updates.map((each) => ({ kind: "updated", userId: next.id, update: each })),
      next.updatedAt,
    );
    return "applied";
  }

  /** An operation that is refused once the store is closed. */
  function read<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => Promise<R> {
    return async (...args) => {
      if (closed) throw storeUnavailable("The store is closed");
      try {
        return run(...args);
      } catch (error) {
        throw toStoreError(error);
      }
    };
  }

  /** The same in one commit, after which whoever follows the log is told. */
  function write<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => Promise<R> {
    return read((...args) => {
      const result = storage.transaction(() => run(...args));
      for (const listener of listeners) listener.call();
      return result;
    });
  }

  return {
    get: read((ids) => {
      const select = "SELECT * FROM users WHERE id IN (SELECT value FROM json_each(?))";
      const users = all<UserRow>(select, JSON.stringify(ids)).map(userOf);
      const found = new Map(users.map((user) => [user.id, user]));
      return ids.map((id) => found.get(id));
    }),
    getByEmail: read((emailKey) => credentials(emailKey)?.user),
    credentials: read(credentials),
    list: read(list),
    count: read(() => first<{ users: number }>("SELECT users FROM meta")?.users ?? 0),
    insert: write((entries) => entries.map(insertOne)),
    findRequest: read(findRequest),
    replace: write(replace),
    replaceHash: read((userId, presentHash, nextHash) => {
      const update =
        "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ? RETURNING id";
      return first(update, nextHash, userId, presentHash) !== undefined;
    }),
    remove: write((userId, expectedRevision, update) => {
      const gone = "DELETE FROM users WHERE id = ? AND revision = ? RETURNING id";
      if (first(gone, userId, Number(expectedRevision)) === undefined) return false;
      all("UPDATE meta SET users = users - 1");
      log.append([{ kind: "deleted", userId, update }], update.timestamp);
      return true;
    }),
    userUpdates: read(log.userUpdates),
    events: read(log.events),
    head: read(log.head),
    snapshot: read((afterId, limit) => ({
      users: list({ afterId, limit }),
      position: log.head(),
      ahead: new Map(),
    })),
    onHint(call) {
      const listener = { call };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    prune: write(({ eventsBefore, requestIdsBefore }) => {
      log.prune(eventsBefore);
      all("DELETE FROM requests WHERE at < ?", Number(requestIdsBefore));
    }),
    secret: read(() => {
      const row = first<{ secret: ArrayBuffer }>("SELECT secret FROM meta");
      return new Uint8Array(row?.secret ?? []);
    }),
    migrate: read(storage.migrate),
    check: read(() => void log.head()),
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}

function userOf({ user }: UserRow): User {
  return fromJsonString(UserSchema, user);
}
