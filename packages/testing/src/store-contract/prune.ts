import { expect, it } from "vitest";
import { type StoreFactory, useStore } from "./context.ts";
import { insertAll, insertOne, newUsers, readLog, removeOne, rename } from "./samples.ts";

const requestIds = [
  "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6b",
  "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6c",
] as const;

/** Old events and request ids. */
export function pruneContract(factory: StoreFactory): void {
  const context = useStore(factory, "pruning");
  const prune = (eventsBefore: bigint, requestIdsBefore = 0n) =>
    context.store.prune({ eventsBefore, requestIdsBefore });

  it("forgets events that happened before the time, and says that their positions expired", async () => {
    const start = await context.store.head();
    await insertOne(context.store, { email: "a@example.com", at: 10n });
    const middle = await context.store.head();
    const user = await insertOne(context.store, { email: "b@example.com", at: 20n });
    await prune(20n);
    expect(await context.store.events(start, 10)).toEqual({ kind: "expired" });
    expect(await readLog(context.store, middle)).toMatchObject([
      { kind: "created", userId: user.id, user },
    ]);
  });

  it("forgets only from the log's beginning", async () => {
    const start = await context.store.head();
    await insertOne(context.store, { email: "new@example.com", at: 20n });
    await insertOne(context.store, { email: "old@example.com", at: 10n });
    await prune(15n);
    expect(await readLog(context.store, start)).toHaveLength(2);
  });

  it("keeps the head when all is forgotten, and goes on from there", async () => {
    const start = await context.store.head();
    await insertOne(context.store, { email: "a@example.com", at: 10n });
    const head = await context.store.head();
    await prune(100n);
    expect(await context.store.head()).toBe(head);
    expect(await context.store.events(start, 10)).toEqual({ kind: "expired" });
    expect(await context.store.events(head, 10)).toMatchObject({ events: [], position: head });
    await insertOne(context.store, { email: "b@example.com", at: 10n });
    expect(await readLog(context.store, head)).toHaveLength(1);
  });

  it("says that a user's updates expired, and gives those that are kept", async () => {
    const user = await insertOne(context.store, { email: "a@example.com", at: 10n });
    const second = await rename(context.store, user, "Two", 20n);
    const third = await rename(context.store, second, "Three", 30n);
    await prune(25n);
    expect(await context.store.userUpdates(user.id, 0n, 10)).toEqual({ kind: "expired" });
    expect(await context.store.userUpdates(user.id, 1n, 10)).toEqual({ kind: "expired" });
    expect(await context.store.userUpdates(user.id, 2n, 10)).toMatchObject({
      updates: [{ revision: 3n }],
    });
    await prune(100n);
    expect(await context.store.userUpdates(user.id, 2n, 10)).toEqual({ kind: "expired" });
    expect(await context.store.userUpdates(user.id, third.revision, 10)).toEqual({
      kind: "updates",
      updates: [],
      ended: false,
    });
  });

  it("does not call the updates of a user expired whose creation is forgotten", async () => {
    const user = await insertOne(context.store, { email: "a@example.com", at: 10n });
    await rename(context.store, user, "Two", 20n);
    await prune(15n);
    expect(await context.store.userUpdates(user.id, 0n, 10)).toMatchObject({
      updates: [{ revision: 2n }],
    });
  });

  it("keeps a deletion that is not old, and knows no user whose deletion is forgotten", async () => {
    const user = await insertOne(context.store, { email: "a@example.com", at: 10n });
    const next = await rename(context.store, user, "Two", 20n);
    await removeOne(context.store, next, 30n);
    await prune(30n);
    expect(await context.store.userUpdates(user.id, 1n, 10)).toEqual({ kind: "expired" });
    expect(await context.store.userUpdates(user.id, 2n, 10)).toMatchObject({ ended: true });
    await prune(31n);
    expect(await context.store.userUpdates(user.id, 2n, 10)).toEqual({ kind: "unknown" });
  });

  it("forgets thousands of events", async () => {
    const start = await context.store.head();
    await insertAll(context.store, newUsers(2_500));
    const almostAll = await context.store.events(start, 2_499);
    const middle = await context.store.head();
    const last = await insertOne(context.store, { email: "last@example.com", at: 2_000_000_000n });
    await prune(2_000_000_000n);
    if (almostAll.kind !== "events") expect.fail(`expected events, got ${almostAll.kind}`);
    expect(await context.store.events(almostAll.position, 10)).toEqual({ kind: "expired" });
    expect(await readLog(context.store, middle)).toMatchObject([{ userId: last.id }]);
  });

  it("forgets request ids remembered before the time, and no others", async () => {
    const [old, kept] = requestIds;
    await insertOne(context.store, { email: "new@example.com", at: 20n, requestId: kept });
    await insertOne(context.store, { email: "old@example.com", at: 10n, requestId: old });
    await prune(0n, 20n);
    expect(await context.store.findRequest(old)).toBeUndefined();
    expect(await context.store.findRequest(kept)).toBeDefined();
  });

  it("leaves the users alone", async () => {
    const users = await insertAll(context.store, newUsers(3));
    await prune(9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n);
    expect(await context.store.list({ afterId: 0, limit: 10 })).toEqual(users);
    expect(await context.store.count()).toBe(3);
  });
}
