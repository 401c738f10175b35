import type { UserStore } from "@org/user-core";

/** Writes what was computed from an older revision over whatever is there now. */
export function loseUpdates(store: UserStore): UserStore {
  return {
    ...store,
    async replace(change) {
      const [present] = await store.get([change.next.id]);
      const expectedRevision = present?.revision ?? change.expectedRevision;
      return store.replace({ ...change, expectedRevision });
    },
  };
}
