import { createInProcessClient, createMemoryStore, UserService } from "@org/user-core";
import { callContract } from "./call-contract/index.ts";
import type { Serve } from "./serve.ts";
import { userServiceContract } from "./service-contract/index.ts";

const serve: Serve = async (services, options) => ({
  users: createInProcessClient(UserService, services, options),
  dispose: async () => {},
});

callContract("in process", serve);
userServiceContract("in process, on the memory store", {
  serve,
  createStore: async () => createMemoryStore(),
});
