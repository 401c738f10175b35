import { createInProcessClient, UserService } from "@org/user-core";
import { faultWalk } from "@org/user-testing/contracts";
import { createSqliteStore } from "./user-store.ts";

// In memory: a file of its own for each of the walks would take most of the time.
faultWalk("SQLite, in process", {
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
