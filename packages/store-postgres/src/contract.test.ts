import { userStoreContract } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { usePool } from "./pool.fixture.ts";
import { storeUnderTest } from "./store-under-test.fixture.ts";

const cluster = useCluster();
const source = usePool(cluster);

userStoreContract("PostgreSQL, a URL", () =>
  storeUnderTest(cluster, () => ({ url: cluster.url() })),
);

userStoreContract("PostgreSQL, sessions that notify each other", () =>
  storeUnderTest(cluster, () => ({ url: cluster.url() }), { session: true, notify: true }),
);

userStoreContract("PostgreSQL, a pool", () => storeUnderTest(cluster, () => source));

userStoreContract("PostgreSQL, a query function", () =>
  storeUnderTest(cluster, () => ({ query: (text, values) => source.pool.query(text, values) })),
);
