import { createInProcessClient, UserService } from "@org/user-core";
import { userServiceModel } from "@org/user-testing/contracts";
import { createSqliteStore } from "./user-store.ts";

// In memory: a file of its own for each sequence of calls would take most of the time.
userServiceModel("in process, on SQLite", {
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
