import { setTimeout as delay } from "node:timers/promises";
import type { UserStore } from "@org/user-core";

/** As if the database were a network away: so long others have to write in between. */
const distanceMs = 10;

/** Writes what was computed from an older revision over whatever is there now. */
export function loseUpdates(store: UserStore): UserStore {
  return {
    ...store,
    async replace(change) {
      await delay(distanceMs);
      const [present] = await store.get([change.next.id]);
      const expectedRevision = present?.revision ?? change.expectedRevision;
      return store.replace({ ...change, expectedRevision });
    },
  };
}
