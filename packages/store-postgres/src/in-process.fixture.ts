import { createInProcessClient, UserService } from "@org/user-core";
import { type ServiceFactory, settledStore } from "@org/user-testing/contracts";
import type { Cluster } from "./cluster.fixture.ts";
import { giveBackSchema, takeSchema } from "./emptied-schemas.fixture.ts";
import { usePool } from "./pool.fixture.ts";
import { settled } from "./settled.fixture.ts";
import { createPostgresStore } from "./user-store.ts";

/** The service over PostgreSQL, in process: each store with tables of its own, all on one pool. */
export function onPostgresInProcess(cluster: Cluster): ServiceFactory {
  const pool = usePool(cluster);
  return {
    serve: async (services, options) => ({
      users: createInProcessClient(UserService, services, options),
      dispose: async () => {},
    }),
    async createStore() {
      const schema = takeSchema(cluster);
      const store = createPostgresStore(pool, { schema });
      await store.migrate();
      const close = async () => {
        await store.close();
        await giveBackSchema(cluster, schema);
      };
      return { ...settledStore(store, () => settled(cluster)), close };
    },
  };
}
