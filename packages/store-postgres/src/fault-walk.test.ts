import type { UserStore } from "@org/user-core";
import { faultWalk } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { onPostgresInProcess } from "./in-process.fixture.ts";

const { serve, createStore } = onPostgresInProcess(useCluster());

faultWalk("PostgreSQL, in process", {
  serve,
  createStore: async () => oneAfterAnother(await createStore()),
});

/**
 * A store whose head, updates and changes of a user come in the order in which
 * they are asked for. The walk counts the reads of a watch; whether the feed's
 * first wake-up, or the first change, costs one more would be a matter of time.
 */
function oneAfterAnother(store: UserStore): UserStore {
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(operation: () => Promise<T>): Promise<T> => {
    const result = last.then(operation);
    last = result.catch(() => {});
    return result;
  };
  return {
    ...store,
    head: () => next(() => store.head()),
    userUpdates: (userId, after, limit) => next(() => store.userUpdates(userId, after, limit)),
    replace: (change) => next(() => store.replace(change)),
  };
}
