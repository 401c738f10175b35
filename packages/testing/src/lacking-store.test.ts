import { createMemoryStore, type UserStore } from "@org/user-core";
import { userStoreContract } from "./store-contract/index.ts";

/** The least that is a store: nobody is told of new events, and nothing is forgotten. */
function createPlainStore(): UserStore {
  const store = createMemoryStore();
  return { ...store, onHint: () => () => {}, prune: store.check };
}

// Its tests of these show as skipped, with these reasons.
const lacks = { hints: "its readers poll", pruning: "it keeps everything" };
userStoreContract("without hints and pruning", async () => ({ store: createPlainStore(), lacks }));
