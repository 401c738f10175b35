import { expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, openStores, openTransaction, testStore } from "./open-store.fixture.ts";
import { insertOne, newUser, newUsers, readLog, renaming } from "./samples.fixture.ts";
import { settled } from "./settled.fixture.ts";

const cluster = useCluster();
const everything = { eventsBefore: 2n ** 60n, requestIdsBefore: 2n ** 60n };
const requestId = "00000000-0000-4000-8000-000000000001";

it("lets writers write while it is in the middle of forgetting", async () => {
  const schema = cluster.freshSchema();
  const store = await openStore(cluster, { schema });
  const ada = await insertOne(store, newUser("ada@example.com", { requestId }));
  await settled(cluster);
  const client = await openTransaction(cluster);
  const pruner = testStore({ query: (text, values) => client.query(text, values) }, { schema });
  await pruner.prune(everything);
  // What it has deleted is not committed, and stays so.
  await store.insert(newUsers(50));
  expect(await store.replace(renaming(ada, "Grace"))).toBe("applied");
  expect(await store.insert([newUser("ada@example.com", { requestId })])).toMatchObject([
    { kind: "replayed" },
  ]);
  await client.query("ROLLBACK");
});

it("forgets nothing that readers are not shown yet", async () => {
  const store = await openStore(cluster);
  const start = await store.head();
  const client = await openTransaction(cluster);
  await insertOne(store, newUser("ada@example.com"));
  await store.prune(everything);
  await client.query("COMMIT");
  expect(await readLog(store, start)).toHaveLength(1);
});

it("never forgets half of a write, be it larger than a chunk", async () => {
  const store = await openStore(cluster);
  const ada = await insertOne(store, newUser("ada@example.com"));
  const [update] = renaming(ada, "Grace").updates;
  if (update === undefined) expect.fail("no update");
  const updates = Array.from({ length: 2_500 }, (_, i) => ({
    ...update,
    revision: BigInt(i + 2),
    // The last is young, which the others can't do without.
    timestamp: i === 2_499 ? 2n ** 61n : 1n,
  }));
  const next = { ...ada, name: "Grace", revision: 2_501n };
  const change = { next, emailKey: ada.email, expectedRevision: 1n, updates };
  expect(await store.replace(change)).toBe("applied");
  await settled(cluster);
  await store.prune(everything);
  const page = await store.userUpdates(ada.id, 1n, 3_000);
  expect(page).toMatchObject({ kind: "updates" });
  expect(page.kind === "updates" && page.updates).toHaveLength(2_500);
  const log = await store.events(await store.head(), 1);
  expect(log).toMatchObject({ kind: "events", events: [] });
});

it("forgets as much, and no more, where several forget at once under writes", async () => {
  const stores = await openStores(cluster, 4);
  const [store] = stores;
  if (store === undefined) expect.fail("no store");
  const old = newUsers(3_000).map(({ user, ...rest }) => ({
    ...rest,
    user: { ...user, createdAt: 1n },
  }));
  await store.insert(old);
  await settled(cluster);
  const middle = await store.head();
  const writing = newUsers(40, "young").map((entry) => store.insert([entry]));
  await Promise.all(stores.map((each) => each.prune({ eventsBefore: 10n, requestIdsBefore: 0n })));
  await Promise.all(writing);
  await settled(cluster);
  expect(await readLog(store, middle)).toHaveLength(40);
  expect(await store.events("0:0", 1)).toEqual({ kind: "expired" });
  expect(await store.count()).toBe(3_040);
});
