import { createInProcessClient, UserService } from "@org/user-core";
import { userServiceContract } from "@org/user-testing/contracts";
import { createSqliteStore } from "./user-store.ts";

userServiceContract("on SQLite, in process", {
  serve: async (services, options) => ({
    users: createInProcessClient(UserService, services, options),
    dispose: async () => {},
  }),
  async createStore() {
    const store = createSqliteStore({ path: ":memory:" });
    await store.migrate();
    return store;
  },
});
