import type { UserStore } from "./user-store.ts";

/**
 * Carries hints of new events between instances, over a broker say. A hint is
 * only a wake-up and has no content: the log is the truth. One that is lost
 * costs its readers the time until their next poll, one too many costs a read.
 */
export interface HintCarrier {
  /**
   * Tells the others that there may be new events. Returns at once, never
   * throws, and may be called for every write: to make few messages of many
   * calls is the carrier's own business.
   */
  send(): void;
  /**
   * Calls back when others may have sent; whether this carrier's own `send`
   * calls back too is left open. Also once after a time in which hints may
   * have been missed. The listener must not throw. Returns how to stop.
   */
  onHint(listener: () => void): () => void;
  /** Sends what waits, and calls back nobody from then on. */
  close(): Promise<void>;
}

/**
 * A store whose readers also hear of what other instances write: each
 * acknowledged write that appended events sends a hint, and `onHint` calls
 * back for the carrier's hints as for the store's own.
 *
 * Its `close()` closes the store and stops listening. The carrier stays open:
 * whoever made it closes it.
 *
 * @example
 * const hints = createNatsHints({ connection, subject: "users.hints" });
 * const { services } = createUserService({ store: withHints(store, hints) });
 */
export function withHints(store: UserStore, carrier: HintCarrier): UserStore {
  const listening = new Set<() => void>();

  function send(): void {
    try {
      carrier.send();
    } catch {
      // The write is done, and whoever asked for it must learn so, whatever a
      // carrier does that breaks its promise.
    }
  }

  // Each by its name: the methods of a store that is an object of a class are
  // not its own, and may need their `this`.
  return {
    get: (ids, caller) => store.get(ids, caller),
    getByEmail: (emailKey, caller) => store.getByEmail(emailKey, caller),
    credentials: (emailKey, caller) => store.credentials(emailKey, caller),
    list: (query, caller) => store.list(query, caller),
    count: (caller) => store.count(caller),
    async insert(entries, caller) {
      const outcomes = await store.insert(entries, caller);
      if (outcomes.some(({ kind }) => kind === "created")) send();
      return outcomes;
    },
    findRequest: (requestId, caller) => store.findRequest(requestId, caller),
    async replace(change, caller) {
      const outcome = await store.replace(change, caller);
      if (outcome === "applied") send();
      return outcome;
    },
    replaceHash: (userId, presentHash, nextHash) =>
      store.replaceHash(userId, presentHash, nextHash),
    async remove(userId, expectedRevision, update, caller) {
      const removed = await store.remove(userId, expectedRevision, update, caller);
      if (removed) send();
      return removed;
    },
    userUpdates: (userId, after, limit, caller) => store.userUpdates(userId, after, limit, caller),
    events: (after, limit, caller) => store.events(after, limit, caller),
    head: (caller) => store.head(caller),
    snapshot: (afterId, limit, caller) => store.snapshot(afterId, limit, caller),
    onHint(listener) {
      const stops = [store.onHint(listener), carrier.onHint(listener)];
      const stop = () => {
        listening.delete(stop);
        for (const stopOne of stops) stopOne();
      };
      listening.add(stop);
      return stop;
    },
    prune: (options) => store.prune(options),
    secret: () => store.secret(),
    migrate: () => store.migrate(),
    check: () => store.check(),
    close() {
      for (const stop of listening) stop();
      return store.close();
    },
  };
}
