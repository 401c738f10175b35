import type { UserSnapshot } from "@org/user-core";
import { expect, it, vi } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStores, openTransaction, testStore } from "./open-store.fixture.ts";
import { deletionOf, insertOne, newUser, newUsers, readLog, renaming } from "./samples.fixture.ts";
import { settled } from "./settled.fixture.ts";

const cluster = useCluster();

/** Two stores on the same tables; what the second one writes waits for `commit`. */
async function storeInTransaction() {
  const schema = cluster.freshSchema();
  const [store] = await openStores(cluster, 1, { schema });
  if (store === undefined) expect.fail("no store");
  const client = await openTransaction(cluster);
  const slow = testStore({ query: (text, values) => client.query(text, values) }, { schema });
  return { schema, store, slow, commit: () => client.query("COMMIT") };
}

it("holds the log back while an older transaction is under way, and then shows all of it", async () => {
  const { store, commit } = await storeInTransaction();
  const start = await store.head();
  const user = await insertOne(store, newUser("ada@example.com"));
  await store.replace(renaming(user, "Grace"));
  expect(await store.events(start, 10)).toEqual({ kind: "events", events: [], position: start });
  expect(await store.head()).toBe(start);
  await commit();
  expect(await readLog(store, start)).toMatchObject([{ kind: "created" }, { kind: "updated" }]);
});

it("shows a user's own updates at once, whatever else is under way", async () => {
  const { store } = await storeInTransaction();
  const user = await insertOne(store, newUser("ada@example.com"));
  await store.replace(renaming(user, "Grace"));
  expect(await store.userUpdates(user.id, 1n, 10)).toMatchObject({ updates: [{ revision: 2n }] });
});

it("never skips a write that commits after a younger one, as a cursor by the sequence would", async () => {
  const { schema, store, slow, commit } = await storeInTransaction();
  const start = await store.head();
  // In the same slot of the count, the second would wait for the first.
  const slot = vi.spyOn(Math, "random").mockReturnValue(0);
  await insertOne(slow, newUser("first@example.com"));
  slot.mockReturnValue(0.5);
  await insertOne(store, newUser("second@example.com"));

  // A reader that remembers the largest number it has seen.
  const bySequence = async (after: unknown) =>
    cluster.execute<{ seq: string; email: string }>(
      `SELECT seq, email FROM "${schema}".events WHERE seq > $1 ORDER BY seq`,
      [after],
    );
  const early = await bySequence(0);
  const seen = await readLog(store, start);
  const position = seen.at(-1)?.position ?? start;

  await commit();
  const late = await bySequence(early.at(-1)?.seq);
  expect([...early, ...late].map((row) => row.email)).toEqual(["second@example.com"]);
  const all = [...seen, ...(await readLog(store, position))];
  expect(all.map((event) => event.kind === "created" && event.user.email)).toEqual([
    "first@example.com",
    "second@example.com",
  ]);
});

it("tells which changes a snapshot has beyond its position, also of users who are gone", async () => {
  const { store } = await storeInTransaction();
  const [ada, bob, eve] = await Promise.all(newUsers(3).map((entry) => insertOne(store, entry)));
  if (!ada || !bob || !eve) expect.fail("no users");
  const { next } = renaming(ada, "Grace");
  await store.replace(renaming(ada, "Grace"));
  await store.remove(eve.id, 1n, deletionOf(eve));
  const ids = [ada.id, bob.id, eve.id];
  const [first, second, third] = ids.toSorted((a, b) => a - b);
  const revisions = new Map([
    [ada.id, 2n],
    [bob.id, 1n],
    [eve.id, 2n],
  ]);
  const whole = await store.snapshot(0, 10);
  expect(whole.ahead).toEqual(revisions);
  expect(whole.position).toBe(await store.head());
  expect(whole.users.find(({ id }) => id === ada.id)).toEqual(next);
  // A page has only what is of its ids, the last one of all that follow.
  const page = await store.snapshot(0, 1);
  const covered = ids.filter((id) => id <= (page.users[0]?.id ?? 0));
  expect([...page.ahead.keys()].toSorted()).toEqual(covered.toSorted());
  expect([...(await store.snapshot(first ?? 0, 10)).ahead.keys()].toSorted()).toEqual(
    [second, third].toSorted(),
  );
});

it("leads from each snapshot, with what is ahead in it, to what others write meanwhile", async () => {
  const { store, slow, commit } = await storeInTransaction();
  const users = await Promise.all(newUsers(8).map((entry) => insertOne(store, entry)));
  const snapshots: UserSnapshot[] = [];
  await Promise.all(
    users.map(async (user, i) => {
      let present = user;
      for (let n = 0; n < 10; n += 1) {
        const change = renaming(present, `Name ${n}`);
        expect(await store.replace(change)).toBe("applied");
        present = change.next;
        snapshots.push(await store.snapshot(0, 100));
        // From the middle on, only what is really under way holds the log back.
        if (n === 5 && i === 0) await insertOne(slow, newUser("slow@example.com")).then(commit);
      }
    }),
  );
  await settled(cluster);
  expect(snapshots.some(({ ahead }) => ahead.size > 0)).toBe(true);
  for (const { users: page, position, ahead } of snapshots) {
    const revisions = new Map(page.map(({ id, revision }) => [id, revision]));
    for (const event of await readLog(store, position, 3)) {
      const revision = event.kind === "created" ? 1n : event.update.revision;
      if (revision <= (ahead.get(event.userId) ?? 0n)) continue;
      expect(revision).toBe((revisions.get(event.userId) ?? 0n) + 1n);
      revisions.set(event.userId, revision);
    }
  }
});

it("knows no position that it has not given, be it between two that it has", async () => {
  const [store] = await openStores(cluster, 1);
  if (!store) expect.fail("no store");
  await insertOne(store, newUser("ada@example.com"));
  const head = await store.head();
  await insertOne(store, newUser("bob@example.com"));
  const [xid, seq] = head.split(":").map(BigInt);
  const unknown = [`${xid}:${(seq ?? 0n) + 1n}`, `${(xid ?? 0n) - 1n}:${seq}`, "9".repeat(19)];
  for (const position of [...unknown, "", "1", "0:1", "a:b", `${head} `, `${"9".repeat(30)}:1`]) {
    expect(await store.events(position, 10), position).toEqual({ kind: "ahead" });
  }
  expect(await store.events(head, 10)).toMatchObject({ events: [{ kind: "created" }] });
});
