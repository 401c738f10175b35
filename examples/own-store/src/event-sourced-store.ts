import {
  type InsertOutcome,
  type NewUser,
  type RememberedRequest,
  ServiceError,
  type User,
  type UserChangeEvent,
  type UserEvent,
  type UserStore,
  type UserUpdates,
} from "@org/user-core";

interface Row {
  readonly user: User;
  readonly emailKey: string;
  passwordHash: string | undefined;
}

/** What happened, and how its user was afterwards. */
interface Entry<E = UserEvent> {
  readonly event: E;
  /** `undefined` once the user is deleted. */
  readonly row: Row | undefined;
}

/**
 * A store with nothing in it but its log: what users there are is found by
 * reading it from the beginning. Slow and forgetful of nothing, but a store.
 */
export function createEventSourcedStore(): UserStore {
  const log: Entry[] = [];
  const requests = new Map<string, RememberedRequest>();
  const listeners = new Set<() => void>();
  const secret = crypto.getRandomValues(new Uint8Array(32));
  let lastId = 0;
  let closed = false;

  function rows(): Map<number, Row> {
    const found = new Map<number, Row>();
    for (const { event, row } of log) {
      if (row) found.set(event.userId, row);
      else found.delete(event.userId);
    }
    return found;
  }

  function usersById(): User[] {
    return [...rows().values()].map(({ user }) => user).sort((a, b) => a.id - b.id);
  }

  /** Appends the events of one write, which share the position after it. */
  function append(...entries: Entry<UserChangeEvent>[]): void {
    const position = String(log.length + entries.length);
    log.push(...entries.map(({ event, row }) => ({ event: { ...event, position }, row })));
    for (const listener of listeners) listener();
  }

  /** The events of a page that cuts no write. */
  function page(start: number, limit: number): UserEvent[] {
    const events = log.slice(start).map(({ event }) => event);
    const fits = events[limit - 1]?.position;
    if (fits === undefined || fits !== events[limit]?.position) return events.slice(0, limit);
    const whole = events.findIndex(({ position }) => position === fits);
    return whole > 0 ? events.slice(0, whole) : events.filter(({ position }) => position === fits);
  }

  function ownerOf(emailKey: string): Row | undefined {
    return [...rows().values()].find((row) => row.emailKey === emailKey);
  }

  function insertOne({ user: next, emailKey, passwordHash, requestId }: NewUser): InsertOutcome {
    const request = requestId === undefined ? undefined : requests.get(requestId);
    if (request) return { kind: "replayed", request };
    if (ownerOf(emailKey)) return { kind: "email_taken" };
    lastId += 1;
    const user = { ...next, id: lastId };
    const row = { user, emailKey, passwordHash };
    append({ event: { kind: "created", userId: user.id, user }, row });
    if (requestId !== undefined) {
      const { id: userId, email, name } = user;
      requests.set(requestId, { userId, email, name, passwordHash });
    }
    return { kind: "created", user };
  }

  function userUpdates(userId: number, after: bigint, limit: number): UserUpdates {
    const updates = log.flatMap(({ event }) =>
      event.kind !== "created" && event.userId === userId ? [event.update] : [],
    );
    const present = rows().get(userId)?.user;
    const revision = present?.revision ?? updates.at(-1)?.revision;
    if (revision === undefined) return { kind: "unknown" };
    if (after > revision) return { kind: "ahead", revision };
    const asked = updates.filter((update) => update.revision > after);
    const ended = present === undefined && asked.length <= limit;
    return { kind: "updates", updates: asked.slice(0, limit), ended };
  }

  /** Makes an operation of a function: it fails once the store is closed. */
  function operation<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => Promise<R> {
    return async (...args) => {
      if (!closed) return run(...args);
      const reason = "STORE_UNAVAILABLE";
      throw new ServiceError("UNAVAILABLE", "The store is closed", { reason, retryAfterMs: 1_000 });
    };
  }

  return {
    get: operation((ids) => {
      const found = rows();
      return ids.map((id) => found.get(id)?.user);
    }),
    getByEmail: operation((emailKey) => ownerOf(emailKey)?.user),
    credentials: operation((emailKey) => ownerOf(emailKey)),
    list: operation((query) => {
      const users = usersById();
      const { limit } = query;
      if ("offset" in query) return users.slice(query.offset, query.offset + limit);
      return users.filter(({ id }) => id > query.afterId).slice(0, limit);
    }),
    count: operation(() => rows().size),
    insert: operation((entries) => entries.map(insertOne)),
    findRequest: operation((requestId) => requests.get(requestId)),
    replace: operation(({ next, emailKey, expectedRevision, updates, passwordHash }) => {
      const present = rows().get(next.id);
      if (present?.user.revision !== expectedRevision) return "revision_mismatch";
      const owner = ownerOf(emailKey);
      if (owner && owner.user.id !== next.id) return "email_taken";
      const hash = passwordHash === undefined ? present.passwordHash : (passwordHash ?? undefined);
      const row = { user: next, emailKey, passwordHash: hash };
      append(
        ...updates.map((update) => ({
          event: { kind: "updated" as const, userId: next.id, update },
          row,
        })),
      );
      return "applied";
    }),
    replaceHash: operation((userId, presentHash, nextHash) => {
      const row = rows().get(userId);
      if (row?.passwordHash !== presentHash) return false;
      row.passwordHash = nextHash;
      return true;
    }),
    remove: operation((userId, expectedRevision, update) => {
      if (rows().get(userId)?.user.revision !== expectedRevision) return false;
      append({ event: { kind: "deleted", userId, update }, row: undefined });
      return true;
    }),
    userUpdates: operation(userUpdates),
    events: operation((after, limit) => {
      const start = Number(after);
      if (start > log.length) return { kind: "ahead" };
      const events = page(start, limit);
      return { kind: "events", events, position: events.at(-1)?.position ?? after };
    }),
    head: operation(() => String(log.length)),
    snapshot: operation((afterId, limit) => {
      const users = usersById().filter(({ id }) => id > afterId);
      return { users: users.slice(0, limit), position: String(log.length), ahead: new Map() };
    }),
    onHint(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    // Without its log it would know nothing.
    prune: operation(() => {}),
    secret: operation(() => secret),
    migrate: operation(() => {}),
    check: operation(() => {}),
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}
