import { createInProcessClient, createMemoryStore, UserService } from "@org/user-core";
import { faultWalk } from "./fault-walk/index.ts";

faultWalk("memory, in process", {
  serve: async (services, options) => ({
    users: createInProcessClient(UserService, services, options),
    dispose: async () => {},
  }),
  createStore: async () => createMemoryStore(),
});
