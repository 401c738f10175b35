import type { User, UserUpdate } from "../gen/userservice/v1/user_service_pb.ts";
import { ServiceError } from "../rpc/service-error.ts";
import { createMemoryLog } from "./memory-log.ts";
import { createSortedIds } from "./sorted-ids.ts";
import type {
  InsertOutcome,
  NewUser,
  PageQuery,
  RememberedRequest,
  ReplaceOutcome,
  UserChange,
  UserStore,
} from "./user-store.ts";

interface Row {
  user: User;
  emailKey: string;
  passwordHash: string | undefined;
}

interface Remembered extends RememberedRequest {
  readonly at: bigint;
}

/**
 * A store in memory: for tests, demonstrations and caches. Everything in it is
 * gone with the process; all other promises hold.
 */
export function createMemoryStore(): UserStore {
  // Ids ascend, so the map's insertion order is the order of ids.
  const rows = new Map<number, Row>();
  const idsByEmail = new Map<string, number>();
  const requests = new Map<string, Remembered>();
  const listeners = new Set<() => void>();
  const log = createMemoryLog((userId) => rows.get(userId)?.user.revision);
  const ids = createSortedIds();
  // Made when first asked for: Workers have no randomness before their first request.
  let secret: Uint8Array | undefined;
  let lastId = 0;
  let closed = false;

  function hint(): void {
    for (const listener of listeners) listener();
  }

  function insertOne(entry: NewUser): InsertOutcome {
    const { requestId, emailKey, passwordHash } = entry;
    const request = requestId === undefined ? undefined : requests.get(requestId);
    if (request) return { kind: "replayed", request };
    if (idsByEmail.has(emailKey)) return { kind: "email_taken" };
    lastId += 1;
    // Frozen, so that it can be given out without a copy.
    const user = Object.freeze({ ...entry.user, id: lastId });
    rows.set(user.id, { user, emailKey, passwordHash });
    ids.add(user.id);
    idsByEmail.set(emailKey, user.id);
    log.append([{ kind: "created", userId: user.id, user }], user.createdAt);
    if (requestId !== undefined) {
      const { id: userId, email, name, createdAt: at } = user;
      requests.set(requestId, { userId, email, name, passwordHash, at });
    }
    return { kind: "created", user };
  }

  function replaceNow(change: UserChange): ReplaceOutcome {
    const { next, emailKey, updates } = change;
    const row = rows.get(next.id);
    if (row?.user.revision !== change.expectedRevision) return "revision_mismatch";
    if ((idsByEmail.get(emailKey) ?? next.id) !== next.id) return "email_taken";
    idsByEmail.delete(row.emailKey);
    idsByEmail.set(emailKey, next.id);
    row.emailKey = emailKey;
    row.user = Object.freeze({ ...next });
    if (change.passwordHash !== undefined) row.passwordHash = change.passwordHash ?? undefined;
    log.append(
      updates.map((update) => ({ kind: "updated", userId: next.id, update })),
      next.updatedAt,
    );
    hint();
    return "applied";
  }

  function removeNow(userId: number, expectedRevision: bigint, update: UserUpdate): boolean {
    const row = rows.get(userId);
    if (row?.user.revision !== expectedRevision) return false;
    rows.delete(userId);
    ids.remove(userId);
    idsByEmail.delete(row.emailKey);
    log.append([{ kind: "deleted", userId, update }], update.timestamp);
    hint();
    return true;
  }

  function userOf(id: number): User | undefined {
    return rows.get(id)?.user;
  }

  function page(query: PageQuery): User[] {
    const start = "offset" in query ? query.offset : ids.indexAfter(query.afterId);
    return ids.slice(start, query.limit).flatMap((id) => userOf(id) ?? []);
  }

  function requireOpen(): void {
    if (!closed) return;
    throw new ServiceError("UNAVAILABLE", "The store is closed", {
      reason: "STORE_UNAVAILABLE",
      retryAfterMs: 1_000,
    });
  }

  /** An operation that is refused once the store is closed. */
  function whileOpen<A extends readonly unknown[], R>(
    run: (...args: A) => R,
  ): (...args: A) => Promise<R> {
    return async (...args) => {
      requireOpen();
      return run(...args);
    };
  }

  return {
    async get(wanted) {
      requireOpen();
      return wanted.map(userOf);
    },
    getByEmail: whileOpen((emailKey) => userOf(idsByEmail.get(emailKey) ?? 0)),
    credentials: whileOpen((emailKey) => {
      const row = rows.get(idsByEmail.get(emailKey) ?? 0);
      return row && { user: row.user, passwordHash: row.passwordHash };
    }),
    list: whileOpen(page),
    count: whileOpen(() => rows.size),
    insert: whileOpen((entries) => {
      const outcomes = entries.map(insertOne);
      hint();
      return outcomes;
    }),
    findRequest: whileOpen((requestId) => requests.get(requestId)),
    replace: whileOpen(replaceNow),
    replaceHash: whileOpen((userId, presentHash, nextHash) => {
      const row = rows.get(userId);
      if (row?.passwordHash !== presentHash) return false;
      row.passwordHash = nextHash;
      return true;
    }),
    remove: whileOpen(removeNow),
    userUpdates: whileOpen(log.userUpdates),
    events: whileOpen(log.events),
    head: whileOpen(log.head),
    snapshot: whileOpen((afterId, limit) => ({
      users: page({ afterId, limit }),
      position: log.head(),
      ahead: new Map(),
    })),
    onHint(listener) {
      const each = () => listener();
      listeners.add(each);
      return () => listeners.delete(each);
    },
    prune: whileOpen(({ eventsBefore, requestIdsBefore }) => {
      log.prune(eventsBefore);
      for (const [requestId, { at }] of requests) {
        if (at < requestIdsBefore) requests.delete(requestId);
      }
    }),
    secret: whileOpen(() => {
      secret ??= crypto.getRandomValues(new Uint8Array(32));
      return secret;
    }),
    migrate: whileOpen(() => {}),
    check: whileOpen(() => {}),
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}
