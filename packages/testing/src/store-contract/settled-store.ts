import type { UserStore } from "@org/user-core";

/**
 * A store whose log is read, and pruned, only once it shows what was
 * acknowledged: for tests that look there for what they have just written.
 *
 * @param settled Resolves once the log shows it.
 */
export function settledStore(store: UserStore, settled: () => Promise<void>): UserStore {
  const afterwards = async <T>(read: () => Promise<T>): Promise<T> => {
    await settled();
    return read();
  };
  return {
    get: (ids) => store.get(ids),
    getByEmail: (emailKey) => store.getByEmail(emailKey),
    credentials: (emailKey) => store.credentials(emailKey),
    list: (query) => store.list(query),
    count: () => store.count(),
    insert: (entries) => store.insert(entries),
    findRequest: (requestId) => store.findRequest(requestId),
    replace: (change) => store.replace(change),
    replaceHash: (userId, present, next) => store.replaceHash(userId, present, next),
    remove: (userId, revision, update) => store.remove(userId, revision, update),
    userUpdates: (userId, after, limit) => store.userUpdates(userId, after, limit),
    events: (after, limit) => afterwards(() => store.events(after, limit)),
    head: () => afterwards(() => store.head()),
    snapshot: (afterId, limit) => afterwards(() => store.snapshot(afterId, limit)),
    onHint: (listener) => store.onHint(listener),
    prune: (what) => afterwards(() => store.prune(what)),
    secret: () => store.secret(),
    migrate: () => store.migrate(),
    check: () => store.check(),
    close: () => store.close(),
  };
}
