import { createInProcessClient, createMemoryStore, UserService } from "@org/user-core";
import { userServiceModel } from "./service-model/index.ts";

userServiceModel("in process, on the memory store", {
  serve: async (services, options) => ({
    users: createInProcessClient(UserService, services, options),
    dispose: async () => {},
  }),
  createStore: async () => createMemoryStore(),
});
