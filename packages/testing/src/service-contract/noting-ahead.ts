import { createFaultyStore } from "../create-faulty-store.ts";
import type { ServiceFactory } from "./context.ts";

/** A factory, and what its stores have done. */
export interface NotingAhead {
  readonly factory: ServiceFactory;
  /** Whether a page of users knew more than its position, as in a store whose writers do not wait for each other. */
  readonly wasAhead: () => boolean;
}

/** The same service, which notes whether its store's pages of users are ahead of its log. */
export function notingAhead(factory: ServiceFactory): NotingAhead {
  let wasAhead = false;
  return {
    factory: {
      ...factory,
      async createStore() {
        const store = await factory.createStore();
        return {
          // Every operation, also of a store that is a class.
          ...createFaultyStore(store),
          async snapshot(afterId, limit) {
            const snapshot = await store.snapshot(afterId, limit);
            if (snapshot.ahead.size > 0) wasAhead = true;
            return snapshot;
          },
        };
      },
    },
    wasAhead: () => wasAhead,
  };
}
