import type { User, UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStores } from "./open-store.fixture.ts";
import { deletionOf, insertOne, newUser, newUsers, readLog, renaming } from "./samples.fixture.ts";
import { settled } from "./settled.fixture.ts";

const cluster = useCluster();
const clients = 16;

/** Four stores with sixteen clients each, which all do something at once. */
async function fromEverywhere<T>(
  run: (store: UserStore, client: number) => Promise<T>,
): Promise<{ stores: UserStore[]; results: T[] }> {
  const stores = await openStores(cluster, 4);
  const results = await Promise.all(
    stores.flatMap((store, i) =>
      Array.from({ length: clients }, (_, j) => run(store, i * clients + j)),
    ),
  );
  return { stores, results };
}

it("lets exactly one of all create each email, and counts them exactly", async () => {
  const entries = newUsers(30);
  const { stores, results } = await fromEverywhere(async (store, client) => {
    let created = 0;
    for (let i = 0; i < entries.length; i += 1) {
      const entry = entries[(i + client) % entries.length];
      const [outcome] = entry ? await store.insert([entry]) : [];
      if (outcome?.kind === "created") created += 1;
    }
    return created;
  });
  expect(results.reduce((sum, each) => sum + each)).toBe(entries.length);
  const [store] = stores;
  expect(await store?.count()).toBe(entries.length);
  const users = await store?.list({ afterId: 0, limit: 100 });
  expect(new Set(users?.map(({ email }) => email)).size).toBe(entries.length);
});

it("loses no update and no order, and counts what is left exactly", async () => {
  const [store, ...others] = await openStores(cluster, 4);
  if (store === undefined) expect.fail("no store");
  const start = await store.head();
  const users = await Promise.all(newUsers(8).map((entry) => insertOne(store, entry)));
  const applied = await Promise.all(
    [store, ...others].flatMap((each) =>
      Array.from({ length: clients }, () => change(each, users)),
    ),
  );
  const [first, ...rest] = await store.list({ afterId: 0, limit: 100 });
  if (first) expect(await store.remove(first.id, first.revision, deletionOf(first))).toBe(true);
  expect(await store.count()).toBe(rest.length);
  const revisions = rest.reduce(
    (sum, { revision }) => sum + revision - 1n,
    (first?.revision ?? 1n) - 1n,
  );
  expect(revisions).toBe(BigInt(applied.reduce((sum, each) => sum + each)));

  await settled(cluster);
  const present = new Map<number, bigint>();
  for (const event of await readLog(store, start, 7)) {
    const revision = event.kind === "created" ? 1n : event.update.revision;
    expect(revision).toBe((present.get(event.userId) ?? 0n) + 1n);
    present.set(event.userId, revision);
  }
});

/** Renames users as often as not somebody else was faster. Gives how often. */
async function change(store: UserStore, users: readonly User[]): Promise<number> {
  let applied = 0;
  for (let i = 0; i < 10; i += 1) {
    const [user] = await store.get([users[i % users.length]?.id ?? 0]);
    if (user === undefined) continue;
    if ((await store.replace(renaming(user, `Name ${Math.random()}`))) === "applied") applied += 1;
  }
  return applied;
}

it("shows a follower every event once while everybody writes", async () => {
  const [store, ...others] = await openStores(cluster, 4);
  if (store === undefined) expect.fail("no store");
  let position = await store.head();
  const seen: number[] = [];
  const read = async () => {
    const page = await store.events(position, 5);
    if (page.kind !== "events") expect.fail(page.kind);
    position = page.position;
    for (const event of page.events) seen.push(event.userId);
    return page.events.length;
  };
  let isOver = false;
  const writing = Promise.all(
    others.flatMap((each, i) =>
      Array.from({ length: clients }, async (_, j) => {
        for (let n = 0; n < 5; n += 1) await each.insert([newUser(`${i}-${j}-${n}@example.com`)]);
      }),
    ),
  ).finally(() => (isOver = true));
  while (!isOver) await read();
  await writing;
  await settled(cluster);
  while ((await read()) > 0);
  expect(seen).toHaveLength(3 * clients * 5);
  expect(new Set(seen).size).toBe(seen.length);
});
