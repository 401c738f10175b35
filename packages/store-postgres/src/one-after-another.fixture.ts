import type { UserStore } from "@org/user-core";

/**
 * A store whose operations on one user, and on the head, are done in the order
 * in which they are asked for: for suites that expect what overlaps to come out
 * in that order, or count the reads of a watch, which are a matter of time.
 */
export function oneAfterAnother(store: UserStore): UserStore {
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(operation: () => Promise<T>): Promise<T> => {
    const result = last.then(operation);
    last = result.catch(() => {});
    return result;
  };
  return {
    ...store,
    get: (ids) => next(() => store.get(ids)),
    head: () => next(() => store.head()),
    userUpdates: (userId, after, limit) => next(() => store.userUpdates(userId, after, limit)),
    replace: (change) => next(() => store.replace(change)),
    remove: (userId, revision, update) => next(() => store.remove(userId, revision, update)),
  };
}
