import {
  createInProcessClient,
  createMemoryStore,
  UserService,
  type UserStore,
} from "@org/user-core";
import type { ServiceFactory } from "./service-contract/context.ts";
import { userServiceContract } from "./service-contract/index.ts";
import { userServiceModel } from "./service-model/index.ts";
import { userStoreContract } from "./store-contract/index.ts";

/** The least that is a store: nobody is told of new events, and nothing is forgotten. */
function createPlainStore(): UserStore {
  const store = createMemoryStore();
  return { ...store, onHint: () => () => {}, prune: store.check };
}

// Its tests of these show as skipped, with these reasons.
const lacks = { hints: "its readers poll", pruning: "it keeps everything" };
userStoreContract("without hints and pruning", async () => ({ store: createPlainStore(), lacks }));

/** One that tells of new events, so that no watch waits for the next poll. */
function createKeepingStore(): UserStore {
  const store = createMemoryStore();
  return { ...store, prune: store.check };
}

const factory: ServiceFactory = {
  serve: async (services, options) => ({
    users: createInProcessClient(UserService, services, options),
    dispose: async () => {},
  }),
  createStore: async () => createKeepingStore(),
  storeLacks: { pruning: lacks.pruning },
};
userServiceContract("on a store without pruning", factory);
userServiceModel("on a store without pruning", factory, { runs: 20 });
