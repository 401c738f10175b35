import { userStoreContract } from "@org/user-testing/contracts";
import { describe, expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { testStore } from "./open-store.fixture.ts";
import { noPgbouncer, usePgbouncer } from "./pgbouncer.fixture.ts";
import { failureOf } from "./samples.fixture.ts";
import { storeUnderTest } from "./store-under-test.fixture.ts";

if (noPgbouncer === undefined) throughPgbouncer();
else {
  const reason = noPgbouncer;
  it("keeps the contract through a transaction pooler", (test) => test.skip(reason));
}

function throughPgbouncer(): void {
  const cluster = useCluster();
  const pooler = usePgbouncer(cluster);

  userStoreContract("PostgreSQL through pgbouncer, a connection for each transaction", () =>
    storeUnderTest(cluster, () => ({ url: pooler.url() })),
  );

  describe("through pgbouncer", () => {
    it("says what is wrong where connections are no sessions and were said to be", async () => {
      const store = testStore({ url: pooler.url() }, { session: true });
      const error = await failureOf(store.migrate());
      expect(["UNAVAILABLE", "FAILED_PRECONDITION"]).toContain(error.code);
    });
  });
}
