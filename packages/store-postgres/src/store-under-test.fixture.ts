import type { StoreUnderTest } from "@org/user-testing/contracts";
import type { Cluster } from "./cluster.fixture.ts";
import { giveBackSchema, takeSchema } from "./emptied-schemas.fixture.ts";
import type { PostgresSource, PostgresStoreOptions } from "./options.ts";
import { settled } from "./settled.fixture.ts";
import { createPostgresStore } from "./user-store.ts";

/** A store over tables of its own, for the suites of the testing kit. */
export async function storeUnderTest(
  cluster: Cluster,
  source: () => PostgresSource,
  options: PostgresStoreOptions = {},
): Promise<StoreUnderTest> {
  const schema = takeSchema(cluster);
  const openAnother = () => createPostgresStore(source(), { ...options, schema });
  const store = openAnother();
  await store.migrate();
  return {
    store,
    openAnother,
    settled: () => settled(cluster),
    dispose: () => giveBackSchema(cluster, schema),
  };
}
