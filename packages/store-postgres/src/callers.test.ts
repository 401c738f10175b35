import type { UserStore } from "@org/user-core";
import { expect, it, onTestFinished, vi } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, testStore } from "./open-store.fixture.ts";
import { deletionOf, insertOne, newUser, newUsers, renaming } from "./samples.fixture.ts";

const cluster = useCluster();
const gone = new Error("nobody waits any more");

/** A store on a pool with one connection, which is taken until `free` is called. */
async function busyStore() {
  const schema = cluster.freshSchema();
  const user = await insertOne(await openStore(cluster, { schema }), newUser("ada@example.com"));
  const pool = cluster.pool({ max: 1 });
  const client = await pool.connect();
  const query = vi.spyOn(client, "query");
  onTestFinished(() => pool.end());
  return { store: testStore({ pool }, { schema }), user, query, free: () => client.release() };
}

const operations: Record<
  string,
  (store: UserStore, caller: { signal: AbortSignal }) => Promise<unknown>
> = {
  get: (store, caller) => store.get([1], caller),
  list: (store, caller) => store.list({ afterId: 0, limit: 1 }, caller),
  insert: (store, caller) => store.insert(newUsers(1), caller),
  replace: (store, caller) =>
    store.replace(renaming({ ...newUser("a@b.c").user, id: 1 }, "Eve"), caller),
  remove: (store, caller) =>
    store.remove(1, 1n, deletionOf({ ...newUser("a@b.c").user, id: 1 }), caller),
  events: (store, caller) => store.events("0:0", 1, caller),
  snapshot: (store, caller) => store.snapshot(0, 1, caller),
};

it.each(Object.entries(operations))(
  "begins no %s for a caller who went while it waited for a connection",
  async (_name, operate) => {
    const { store, user, query, free } = await busyStore();
    const controller = new AbortController();
    const outcome = operate(store, controller).then(
      () => "done",
      (error: unknown) => error,
    );
    // Longer than nobody need be asked for.
    const began = performance.now();
    await vi.waitFor(() => expect(performance.now() - began).toBeGreaterThan(10));
    controller.abort(gone);
    query.mockClear();
    free();
    expect(await outcome).toBe(gone);
    expect(query).not.toHaveBeenCalled();
    expect(await store.get([user.id])).toEqual([user]);
  },
);

it("asks no signal of a caller who need not wait", async () => {
  const store = await openStore(cluster);
  const signal = vi.fn(() => new AbortController().signal);
  const caller = {
    get signal() {
      return signal();
    },
  };
  await store.count();
  await store.get([1], caller);
  await store.insert([newUser("ada@example.com")], caller);
  expect(signal).not.toHaveBeenCalled();
});

it("inserts nothing for a caller who went while others' inserts were under way", async () => {
  const { store, free } = await busyStore();
  const first = newUsers(4, "first").map((entry) => store.insert([entry]));
  const controller = new AbortController();
  const late = store.insert([newUser("late@example.com")], controller).catch((error) => error);
  const other = store.insert([newUser("other@example.com")]);
  controller.abort(gone);
  free();
  await Promise.all([...first, other]);
  expect(await late).toBe(gone);
  expect(await store.getByEmail("late@example.com")).toBeUndefined();
  expect(await store.count()).toBe(6);
});
