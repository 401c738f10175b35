import { userServiceRaces } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { usePool } from "./pool.fixture.ts";
import { storeUnderTest } from "./store-under-test.fixture.ts";

const cluster = useCluster();
// Timers stand still in races, and go far at once: none may be left on idle connections.
const source = usePool(cluster, { idleTimeoutMillis: 0 });
const aDay = 86_400_000;

userServiceRaces("PostgreSQL", () =>
  storeUnderTest(cluster, () => source, { connectTimeoutMs: aDay, statementTimeoutMs: aDay }),
);
