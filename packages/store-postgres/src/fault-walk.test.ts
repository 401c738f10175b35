import { faultWalk } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { onPostgresInProcess } from "./in-process.fixture.ts";
import { oneAfterAnother } from "./one-after-another.fixture.ts";

const { serve, createStore } = onPostgresInProcess(useCluster());

// The walk counts the reads of a watch: whether the feed's first wake-up, or the
// first change, costs one more would be a matter of time.
faultWalk("PostgreSQL, in process", {
  serve,
  createStore: async () => oneAfterAnother(await createStore()),
});
