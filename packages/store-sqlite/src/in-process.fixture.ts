import { createInProcessClient, UserService } from "@org/user-core";
import type { ServiceFactory } from "@org/user-testing/contracts";
import { createSqliteStore } from "./user-store.ts";

/** The service over SQLite, in process: in memory, because a file for each of many runs would take most of the time. */
export const onSqliteInProcess: ServiceFactory = {
  serve: async (services, options) => ({
    users: createInProcessClient(UserService, services, options),
    dispose: async () => {},
  }),
  async createStore() {
    const store = createSqliteStore({ path: ":memory:" });
    await store.migrate();
    return store;
  },
};
