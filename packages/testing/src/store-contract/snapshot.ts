import type { LogPosition, User, UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertAll, insertOne, newUsers, readLog, removeOne, rename } from "./samples.ts";

/** Pages of users, each of a position of the log. */
export function snapshotContract(factory: StoreFactory): void {
  const context = useStore(factory);

  it("gives no users, and the head, of an empty store", async () => {
    const { users, position } = await context.store.snapshot(0, 10);
    expect(users).toEqual([]);
    expect(position).toBe(await context.store.head());
  });

  it("gives the users after an id, by id, at most the limit", async () => {
    const users = await insertAll(context.store, newUsers(5));
    const [first, second] = users;
    const page = await context.store.snapshot(first?.id ?? 0, 3);
    expect(page.users).toEqual(users.slice(1, 4));
    expect((await context.store.snapshot(second?.id ?? 0, 10)).users).toEqual(users.slice(2));
    expect((await context.store.snapshot(users.at(-1)?.id ?? 0, 10)).users).toEqual([]);
  });

  it("gives the position that its users are of: the log goes on from there", async () => {
    const [ada, bob] = await insertAll(context.store, newUsers(2));
    if (ada) await rename(context.store, ada, "Grace");
    const { users, position } = await context.store.snapshot(0, 10);
    expect(users).toMatchObject([{ name: "Grace" }, { id: bob?.id }]);
    if (bob) await removeOne(context.store, bob);
    expect(await readLog(context.store, position)).toMatchObject([
      { kind: "deleted", userId: bob?.id },
    ]);
  });

  it("leads, with the changes after it that are not in it already, to what others write meanwhile", async () => {
    await insertAll(context.store, newUsers(8));
    const writing = writeABit(context.store);
    for (let i = 0; i < 20; i += 1) {
      const { users, position, ahead } = await context.store.snapshot(0, 100);
      await expectAgreement(context.store, { users, position, ahead });
    }
    await writing;
  });
}

/** Renames, deletes and creates, side by side. */
async function writeABit(store: UserStore): Promise<void> {
  const users = await store.list({ afterId: 0, limit: 100 });
  await Promise.all(
    users.map(async (user, i) => {
      let present = user;
      for (let n = 0; n < 10; n += 1) present = await rename(store, present, `Name ${n}`);
      await insertOne(store, { email: `later${i}@example.com` });
      await removeOne(store, present);
    }),
  );
}

/** Each user of a snapshot is one revision before its next event, unless that is known to be in it. */
async function expectAgreement(
  store: UserStore,
  snapshot: { users: readonly User[]; position: LogPosition; ahead: ReadonlyMap<number, bigint> },
): Promise<void> {
  const revisions = new Map(snapshot.users.map(({ id, revision }) => [id, revision]));
  for (const event of await readLog(store, snapshot.position)) {
    const { userId } = event;
    const revision = event.kind === "created" ? event.user.revision : event.update.revision;
    if (revision <= (snapshot.ahead.get(userId) ?? 0n)) continue;
    expect(revision).toBe((revisions.get(userId) ?? 0n) + 1n);
    revisions.set(userId, revision);
  }
}
