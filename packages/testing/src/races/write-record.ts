import type { User, UserStore, UserUpdate } from "@org/user-core";

/** What was written to a store, as its answers tell, also after its log was pruned. */
export interface WriteRecord {
  /** The revision that a user has surely reached; 0 before its creation is known. */
  reached(userId: number): bigint;
  /** The highest revision that any write begun so far may lead to. */
  attempted(userId: number): bigint;
  /** Every applied update of a user, by revision. */
  updates(userId: number): readonly UserUpdate[];
  /** Everybody ever created, as created, by id. */
  created(): readonly User[];
}

/** Notes every write that goes through. Reads and hints pass as they are. */
export function recordWrites(store: UserStore): { store: UserStore; writes: WriteRecord } {
  const created = new Map<number, User>();
  const updates = new Map<number, UserUpdate[]>();
  const attempted = new Map<number, bigint>();

  function attempt(userId: number, revision: bigint): void {
    if (revision > (attempted.get(userId) ?? 0n)) attempted.set(userId, revision);
  }

  function note(userId: number, applied: readonly UserUpdate[]): void {
    const all = [...(updates.get(userId) ?? []), ...applied];
    updates.set(
      userId,
      all.toSorted((a, b) => Number(a.revision - b.revision)),
    );
  }

  return {
    store: {
      get: (ids) => store.get(ids),
      getByEmail: (emailKey) => store.getByEmail(emailKey),
      credentials: (emailKey) => store.credentials(emailKey),
      replaceHash: (id, present, next) => store.replaceHash(id, present, next),
      list: (query) => store.list(query),
      count: () => store.count(),
      findRequest: (requestId) => store.findRequest(requestId),
      userUpdates: (userId, after, limit) => store.userUpdates(userId, after, limit),
      events: (after, limit) => store.events(after, limit),
      head: () => store.head(),
      snapshot: (afterId, limit) => store.snapshot(afterId, limit),
      onHint: (listener) => store.onHint(listener),
      prune: (what) => store.prune(what),
      secret: () => store.secret(),
      migrate: () => store.migrate(),
      check: () => store.check(),
      close: () => store.close(),
      async insert(entries) {
        const outcomes = await store.insert(entries);
        for (const each of outcomes)
          if (each.kind === "created") created.set(each.user.id, each.user);
        return outcomes;
      },
      async replace(change) {
        attempt(change.next.id, change.next.revision);
        const outcome = await store.replace(change);
        if (outcome === "applied") note(change.next.id, change.updates);
        return outcome;
      },
      async remove(userId, expectedRevision, update) {
        attempt(userId, update.revision);
        const removed = await store.remove(userId, expectedRevision, update);
        if (removed) note(userId, [update]);
        return removed;
      },
    },
    writes: {
      reached: (id) => updates.get(id)?.at(-1)?.revision ?? created.get(id)?.revision ?? 0n,
      attempted: (id) => attempted.get(id) ?? 1n,
      updates: (id) => updates.get(id) ?? [],
      created: () => [...created.values()].toSorted((a, b) => a.id - b.id),
    },
  };
}
