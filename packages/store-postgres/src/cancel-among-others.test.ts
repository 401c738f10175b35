import { describe, expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { lockTables, smallStore, untilIdle, untilWaiting } from "./held-reads.fixture.ts";
import { openStore, testStore } from "./open-store.fixture.ts";
import { noPgbouncer, usePgbouncer } from "./pgbouncer.fixture.ts";
import { insertOne, newUser } from "./samples.fixture.ts";

const cluster = useCluster();

/** Asks for much at once of a store whose reads take a while, and goes as it asks for some of it. */
async function expectOthersServed(url: string): Promise<void> {
  const schema = cluster.freshSchema();
  const user = await insertOne(await openStore(cluster, { schema }), newUser("ada@example.com"));
  await cluster.execute(`
    ALTER TABLE "${schema}".users RENAME TO all_users;
    CREATE VIEW "${schema}".users AS
      SELECT u.* FROM "${schema}".all_users AS u, pg_sleep(0.02 + 0.01 * random());`);
  const store = testStore({ url }, { schema, maxConnections: 8 });
  let broken = 0;
  async function come(): Promise<void> {
    for (let n = 0; n < 60; n += 1) {
      // Before, while and after it is asked for, and mostly as it ends.
      const signal = AbortSignal.timeout(20 + Math.floor(Math.random() * 15));
      const [left, stayed] = await Promise.allSettled([
        store.get([user.id], { signal }),
        store.get([user.id]),
      ]);
      expect(stayed).toEqual({ status: "fulfilled", value: [user] });
      if (left.status === "rejected") {
        expect(left.reason).toBe(signal.reason);
        broken += 1;
      } else expect(left.value).toEqual([user]);
    }
  }
  await Promise.all(Array.from({ length: 4 }, come));
  expect(broken).toBeGreaterThan(0);
}

it("hits nobody else's statement", { timeout: 60_000 }, () => expectOthersServed(cluster.url()));

if (noPgbouncer === undefined) throughPgbouncer();
else {
  const reason = noPgbouncer;
  it("cancels through a transaction pooler", (test) => test.skip(reason));
}

function throughPgbouncer(): void {
  describe("through a transaction pooler", () => {
    const pooler = usePgbouncer(cluster);

    it("cancels a read when its caller goes", async () => {
      const { store, user, schema, application } = await smallStore(cluster, pooler.url());
      const { unlock } = await lockTables(cluster, schema);
      const controller = new AbortController();
      const outcome = store.get([user.id], controller);
      await untilWaiting(cluster, application);
      controller.abort();
      await expect(outcome).rejects.toBe(controller.signal.reason);
      await untilIdle(cluster, application);
      await unlock();
      expect(await store.get([user.id])).toEqual([user]);
    });

    it("hits nobody else's statement", { timeout: 60_000 }, () => expectOthersServed(pooler.url()));
  });
}
