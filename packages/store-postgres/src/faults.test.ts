import type { UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, testStore } from "./open-store.fixture.ts";
import { openProxy } from "./proxy.fixture.ts";
import { failureOf, insertOne, newUser, newUsers } from "./samples.fixture.ts";

const cluster = useCluster();

/** A store whose inserts fail in the database with an SQLSTATE, so many times. */
async function failingStore(state: string, times: number) {
  const schema = cluster.freshSchema();
  const store = await openStore(cluster, { schema });
  // A sequence counts what is rolled back, too.
  await cluster.execute(`
    CREATE SEQUENCE "${schema}".tries;
    CREATE FUNCTION "${schema}".fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('"${schema}".tries') <= ${times} THEN
        RAISE EXCEPTION 'words of the database' USING ERRCODE = '${state}';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER fail BEFORE INSERT ON "${schema}".users
      FOR EACH ROW EXECUTE FUNCTION "${schema}".fail()`);
  const sql = `SELECT last_value::int AS n FROM "${schema}".tries`;
  const tries = async () => (await cluster.execute<{ n: number }>(sql))[0]?.n;
  return { store, tries };
}

const unavailable = ["UNAVAILABLE", "STORE_UNAVAILABLE"] as const;
const full = ["RESOURCE_EXHAUSTED", "STORE_FULL"] as const;

it.each([
  ["08006", ...unavailable, "The database can't be reached"],
  ["25006", ...unavailable, "The database is read-only"],
  ["42501", ...unavailable, "The store's user lacks rights in the database"],
  ["42P01", "FAILED_PRECONDITION", "", "The store is not migrated: call migrate() first"],
  ["53100", ...full, "The store is full"],
  ["53200", ...unavailable, "The database can't work at the moment"],
  ["57014", ...unavailable, "The database took too long"],
  ["57P01", ...unavailable, "The database can't work at the moment"],
  ["58030", ...unavailable, "The database can't work at the moment"],
  ["XX001", "DATA_LOSS", "STORE_UNAVAILABLE", "The database is damaged"],
  ["XX000", "INTERNAL", "INTERNAL", "Internal error"],
] as const)(
  "says what SQLSTATE %s means, in words of its own, having tried once",
  async (state, ...said) => {
    const { store, tries } = await failingStore(state, 1_000);
    const error = await failureOf(store.insert(newUsers(1)));
    const [code, reason, message] = said;
    expect([error.code, error.message]).toEqual([code, message]);
    if (reason !== "") expect(error.reason).toBe(reason);
    expect(error.retryAfterMs !== undefined).toBe(code === "UNAVAILABLE");
    expect(error.cause).toMatchObject({ message: "words of the database" });
    expect(await tries()).toBe(1);
    expect(await store.count()).toBe(0);
  },
);

it.each(["40001", "40P01", "55P03"])("tries again what %s has rolled back", async (state) => {
  const { store, tries } = await failingStore(state, 3);
  await insertOne(store, newUser("ada@example.com"));
  expect(await tries()).toBe(4);
  expect(await store.count()).toBe(1);
});

it("gives up trying again in the end", async () => {
  const { store, tries } = await failingStore("40001", 1_000_000);
  const error = await failureOf(store.insert(newUsers(1)));
  expect([error.code, error.message]).toEqual(["UNAVAILABLE", "The database is busy"]);
  expect(await tries()).toBeGreaterThan(5);
});

const nul = "a\0b";
const unfit: Record<string, (store: UserStore) => Promise<unknown>> = {
  "an email to look up": (store) => store.getByEmail(nul),
  "a request id to look up": (store) => store.findRequest(nul),
  "a new user": (store) => store.insert([newUser(`${nul}@example.com`)]),
};

it.each(Object.entries(unfit))("refuses a NUL character in %s", async (_name, use) => {
  const error = await failureOf(use(await openStore(cluster)));
  expect([error.code, error.message]).toEqual([
    "INVALID_ARGUMENT",
    "The text has characters that can't be stored",
  ]);
});

it("serves the others whose inserts wait with one that can't be stored", async () => {
  const store = await openStore(cluster);
  const results = await Promise.allSettled(
    newUsers(40).map((entry, i) => store.insert(i === 20 ? [newUser(nul)] : [entry])),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(39);
  expect(await store.count()).toBe(39);
});

it("works at stricter levels of isolation", async () => {
  await cluster.execute("CREATE DATABASE strict");
  await cluster.execute("ALTER DATABASE strict SET default_transaction_isolation = 'serializable'");
  const store = testStore({ url: cluster.url({ database: "strict" }) });
  await store.migrate();
  const entries = newUsers(20);
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, i) => store.insert(entries.slice(i % 20, (i % 20) + 1))),
  );
  expect(outcomes.flat().filter(({ kind }) => kind === "created")).toHaveLength(20);
  expect(await store.count()).toBe(20);
});

it("fails in time over connections that say nothing more, and serves over new ones", async () => {
  const proxy = await openProxy(cluster);
  const schema = cluster.freshSchema();
  // Enough for a busy machine to make its tables and connections in.
  const options = { schema, statementTimeoutMs: 1_000, connectTimeoutMs: 1_000 };
  const store = testStore({ url: proxy.url }, options);
  await store.migrate();
  const user = await insertOne(store, newUser("ada@example.com"));
  proxy.stall(true);
  const uses = [() => store.get([1]), () => store.insert(newUsers(1)), () => store.check()];
  const failures = await Promise.all([...uses, ...uses].map((use) => failureOf(use())));
  for (const error of failures) expect(error.code).toBe("UNAVAILABLE");
  proxy.stall(false);
  expect(await store.get([user.id])).toEqual([user]);
});

it("reads on when its connections are cut", async () => {
  const proxy = await openProxy(cluster);
  const store = testStore({ url: proxy.url }, { schema: cluster.freshSchema() });
  await store.migrate();
  const user = await insertOne(store, newUser("ada@example.com"));
  for (let i = 0; i < 20; i += 1) {
    const reading = Promise.all(Array.from({ length: 5 }, () => store.get([user.id])));
    proxy.cut();
    for (const read of await reading) expect(read).toEqual([user]);
  }
});
