import type { User, UserStore } from "@org/user-core";
import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { deletionOf, insertOne, removeOne, rename, sampleTime } from "./samples.ts";

/** One user's updates. */
export function userUpdatesContract(factory: StoreFactory): void {
  const context = useStore(factory);
  const none = { kind: "updates", updates: [], ended: false };

  it("gives no updates of a user who was only created, and does not call them expired", async () => {
    const { id } = await insertOne(context.store, { email: "ada@example.com" });
    expect(await context.store.userUpdates(id, 0n, 10)).toEqual(none);
    expect(await context.store.userUpdates(id, 1n, 10)).toEqual(none);
    expect(await context.store.userUpdates(id, -5n, 10)).toEqual(none);
  });

  it("gives the updates after a revision, in order, without gaps", async () => {
    const user = await renamed(context.store, 5);
    await renamed(context.store, 3);
    expect(await revisions(context.store, user.id, 0n)).toEqual([2n, 3n, 4n, 5n, 6n]);
    expect(await revisions(context.store, user.id, 1n)).toEqual([2n, 3n, 4n, 5n, 6n]);
    expect(await revisions(context.store, user.id, 4n)).toEqual([5n, 6n]);
    expect(await context.store.userUpdates(user.id, 6n, 10)).toEqual(none);
  });

  it("gives every field of an update", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com", name: "Ada" });
    await rename(context.store, user, "Grace", sampleTime + 7n);
    expect(await context.store.userUpdates(user.id, 1n, 10)).toMatchObject({
      updates: [
        {
          userId: user.id,
          field: "name",
          oldValue: "Ada",
          newValue: "Grace",
          timestamp: sampleTime + 7n,
          revision: 2n,
        },
      ],
    });
  });

  it("gives at most the limit", async () => {
    const { id } = await renamed(context.store, 5);
    expect(await revisions(context.store, id, 0n, 2)).toEqual([2n, 3n]);
    expect(await revisions(context.store, id, 3n, 2)).toEqual([4n, 5n]);
  });

  it("says that the user has not reached the revision, and which one it has", async () => {
    const { id } = await renamed(context.store, 2);
    const ahead = { kind: "ahead", revision: 3n };
    expect(await context.store.userUpdates(id, 4n, 10)).toEqual(ahead);
    expect(await context.store.userUpdates(id, 9_223_372_036_854_775_807n, 10)).toEqual(ahead);
  });

  it("knows no user who never was", async () => {
    const { id } = await renamed(context.store, 1);
    expect(await context.store.userUpdates(id + 1, 0n, 10)).toEqual({ kind: "unknown" });
    expect(await context.store.userUpdates(0, 0n, 10)).toEqual({ kind: "unknown" });
  });

  it("ends with the deletion", async () => {
    const user = await renamed(context.store, 2);
    await removeOne(context.store, user);
    const page = await context.store.userUpdates(user.id, 2n, 10);
    expect(page).toMatchObject({ kind: "updates", ended: true });
    expect(page.kind === "updates" && page.updates.at(-1)).toEqual(deletionOf(user));
    expect(await context.store.userUpdates(user.id, 4n, 10)).toEqual({ ...none, ended: true });
    expect(await context.store.userUpdates(user.id, 5n, 10)).toEqual({
      kind: "ahead",
      revision: 4n,
    });
  });

  it("has not ended before the deletion is given", async () => {
    const user = await renamed(context.store, 2);
    await removeOne(context.store, user);
    expect(await context.store.userUpdates(user.id, 0n, 2)).toMatchObject({ ended: false });
    expect(await context.store.userUpdates(user.id, 0n, 3)).toMatchObject({ ended: true });
  });

  it("gives none of the updates of a later user with the same email", async () => {
    const user = await insertOne(context.store, { email: "ada@example.com" });
    await removeOne(context.store, user);
    const next = await insertOne(context.store, { email: "ada@example.com" });
    await rename(context.store, next, "Grace");
    expect(await revisions(context.store, user.id, 0n)).toEqual([2n]);
  });
}

/** A user at revision `times + 1`. */
async function renamed(store: UserStore, times: number): Promise<User> {
  let user = await insertOne(store, { email: `renamed${times}@example.com` });
  for (let i = 0; i < times; i += 1) user = await rename(store, user, `Name ${i}`);
  return user;
}

async function revisions(
  store: UserStore,
  userId: number,
  after: bigint,
  limit = 100,
): Promise<bigint[]> {
  const page = await store.userUpdates(userId, after, limit);
  if (page.kind !== "updates") expect.fail(`expected updates, got ${page.kind}`);
  return page.updates.map(({ revision }) => revision);
}
