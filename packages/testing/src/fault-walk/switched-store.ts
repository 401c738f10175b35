import type { UserStore } from "@org/user-core";
import type { StoreOperation } from "../faulty-store/fault.ts";

/** What {@link createSwitchedStore} tells of. */
export interface StoreWatch {
  /** Before an operation whose requests may come in groups. */
  before(operation: StoreOperation): Promise<void>;
  /** After each write, before it is answered. */
  written(): Promise<void>;
}

/** A store that stands for one store after another, and tells when it is asked and written to. */
export function createSwitchedStore(current: () => UserStore, watch: StoreWatch): UserStore {
  async function noted<R>(write: Promise<R>): Promise<R> {
    const answer = await write;
    await watch.written();
    return answer;
  }

  return {
    async get(ids) {
      await watch.before("get");
      return current().get(ids);
    },
    async insert(entries) {
      await watch.before("insert");
      return noted(current().insert(entries));
    },
    replace: (change) => noted(current().replace(change)),
    remove: (id, revision, update) => noted(current().remove(id, revision, update)),
    getByEmail: (emailKey) => current().getByEmail(emailKey),
    credentials: (emailKey) => current().credentials(emailKey),
    replaceHash: (id, present, next) => noted(current().replaceHash(id, present, next)),
    list: (query) => current().list(query),
    count: () => current().count(),
    findRequest: (requestId) => current().findRequest(requestId),
    userUpdates: (id, after, limit) => current().userUpdates(id, after, limit),
    events: (after, limit) => current().events(after, limit),
    head: () => current().head(),
    snapshot: (afterId, limit) => current().snapshot(afterId, limit),
    onHint: (listener) => current().onHint(listener),
    prune: (what) => current().prune(what),
    secret: () => current().secret(),
    migrate: () => current().migrate(),
    check: () => current().check(),
    close: () => current().close(),
  };
}
