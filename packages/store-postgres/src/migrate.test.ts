import type { UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, testStore } from "./open-store.fixture.ts";
import { usePool } from "./pool.fixture.ts";
import { failureOf, insertOne, newUser, newUsers, readLog, renaming } from "./samples.fixture.ts";
import { settled } from "./settled.fixture.ts";

const cluster = useCluster();
const source = usePool(cluster);

const uses: Record<string, (store: UserStore) => Promise<unknown>> = {
  get: (store) => store.get([1]),
  list: (store) => store.list({ afterId: 0, limit: 1 }),
  insert: (store) => store.insert(newUsers(1)),
  head: (store) => store.head(),
  secret: (store) => store.secret(),
  check: (store) => store.check(),
};

it.each(Object.entries(uses))("must come before %s", async (_name, use) => {
  const error = await failureOf(use(testStore(source, { schema: cluster.freshSchema() })));
  expect(error.code).toBe("FAILED_PRECONDITION");
  expect(error.message).toBe("The store is not migrated: call migrate() first");
});

it("makes the tables once, though many stores migrate at once", async () => {
  const schema = cluster.freshSchema();
  const stores = Array.from({ length: 8 }, () => testStore({ url: cluster.url() }, { schema }));
  await Promise.all(stores.map((store) => store.migrate()));
  const secrets = await Promise.all(stores.map((store) => store.secret()));
  for (const secret of secrets) expect(secret).toEqual(secrets[0]);
});

it("only reads where there is nothing to do", async () => {
  const schema = cluster.freshSchema();
  await openStore(cluster, { schema });
  const texts: string[] = [];
  const again = testStore(
    {
      query(text, values) {
        texts.push(text);
        return source.pool.query(text, values);
      },
    },
    { schema },
  );
  await again.migrate();
  expect(texts.map((text) => text.trim().split(/\s/)[0])).toEqual(["SELECT", "SELECT"]);
});

it("uses a schema that is there and empty", async () => {
  const schema = cluster.freshSchema();
  await cluster.execute(`CREATE SCHEMA "${schema}"`);
  await openStore(cluster, { schema });
});

it.each(['quote"d', "semi;colon", "a'b", "back\\slash", "$migrate$", "Ärger", "x".repeat(63)])(
  "keeps to a schema with the name %s",
  async (schema) => {
    const store = await openStore(cluster, { schema });
    const user = await insertOne(store, newUser("ada@example.com"));
    expect(await store.get([user.id])).toEqual([user]);
    await store.migrate();
    const [row] = await cluster.execute<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_namespace WHERE nspname = $1",
      [schema],
    );
    expect(row?.n).toBe(1);
  },
);

it("puts the log of a dump from another server before everything new", async () => {
  const schema = cluster.freshSchema();
  const store = await openStore(cluster, { schema });
  const ada = await insertOne(store, newUser("ada@example.com"));
  const change = renaming(ada, "Grace");
  await store.replace(change);
  const [secret, position] = [await store.secret(), await store.head()];
  // As its transactions' numbers would be on a server that has not come to them.
  await cluster.execute(`
    UPDATE "${schema}".events SET xid = (xid::text::bigint + 1000000000)::text::xid8`);
  await insertOne(store, newUser("bob@example.com"));

  await store.migrate();
  await insertOne(store, newUser("eve@example.com"));
  await store.replace(renaming(change.next, "Hopper"));
  await settled(cluster);
  expect(await store.secret()).not.toEqual(secret);
  expect(await store.events(position, 10)).toEqual({ kind: "ahead" });
  const log = await readLog(store, "0:0", 1);
  expect(log).toMatchObject([
    { kind: "created", userId: ada.id },
    { kind: "updated", update: { revision: 2n } },
    { kind: "created", user: { email: "bob@example.com" } },
    { kind: "created", user: { email: "eve@example.com" } },
    { kind: "updated", update: { revision: 3n } },
  ]);
  // Once: the next one has nothing to do.
  const next = await store.secret();
  await store.migrate();
  expect(await store.secret()).toEqual(next);
});

it("remembers that the beginning of such a log was forgotten", async () => {
  const schema = cluster.freshSchema();
  const store = await openStore(cluster, { schema });
  await insertOne(store, newUser("old@example.com", { at: 1n }));
  await insertOne(store, newUser("ada@example.com", { at: 100n }));
  await settled(cluster);
  await store.prune({ eventsBefore: 50n, requestIdsBefore: 0n });
  await cluster.execute(`
    UPDATE "${schema}".events SET xid = (xid::text::bigint + 1000000000)::text::xid8;
    UPDATE "${schema}".meta SET pruned_xid = (pruned_xid::text::bigint + 1000000000)::text::xid8`);
  await store.migrate();
  expect(await store.events("0:0", 10)).toEqual({ kind: "expired" });
  const [row] = await cluster.execute<{ place: string }>(
    `SELECT pruned_xid || ':' || pruned_seq AS place FROM "${schema}".meta`,
  );
  expect(await readLog(store, row?.place ?? "")).toMatchObject([
    { user: { email: "ada@example.com" } },
  ]);
});
