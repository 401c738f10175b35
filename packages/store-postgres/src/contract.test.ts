import { userStoreContract } from "@org/user-testing/contracts";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { storeUnderTest } from "./store-under-test.fixture.ts";

const cluster = useCluster();

userStoreContract("PostgreSQL, a URL", () =>
  storeUnderTest(cluster, () => ({ url: cluster.url() })),
);

userStoreContract("PostgreSQL, sessions that notify each other", () =>
  storeUnderTest(cluster, () => ({ url: cluster.url() }), { session: true, notify: true }),
);

describe("with a pool of the user's", () => {
  let pool: Pool;
  beforeAll(() => {
    pool = cluster.pool();
  });
  afterAll(() => pool.end());

  userStoreContract("PostgreSQL, a pool", () => storeUnderTest(cluster, () => ({ pool })));

  userStoreContract("PostgreSQL, a query function", () =>
    storeUnderTest(cluster, () => ({ query: (text, values) => pool.query(text, values) })),
  );
});
