import { getEventListeners } from "node:events";
import type { Caller, UserStore } from "@org/user-core";
import { expect, it, vi } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import {
  connectionsOf,
  lockTables,
  longEnough,
  smallStore,
  untilIdle,
  untilWaiting,
} from "./held-reads.fixture.ts";
import { testStore } from "./open-store.fixture.ts";
import { renaming } from "./samples.fixture.ts";

const cluster = useCluster();
const gone = new Error("nobody waits any more");

const reads: Record<string, (store: UserStore, caller: Caller) => Promise<unknown>> = {
  get: (store, caller) => store.get([1], caller),
  "get of many": (store, caller) => store.get([1, 2], caller),
  getByEmail: (store, caller) => store.getByEmail("ada@example.com", caller),
  credentials: (store, caller) => store.credentials("ada@example.com", caller),
  list: (store, caller) => store.list({ afterId: 0, limit: 1 }, caller),
  count: (store, caller) => store.count(caller),
  findRequest: (store, caller) => store.findRequest("id", caller),
  userUpdates: (store, caller) => store.userUpdates(1, 1n, 1, caller),
  events: (store, caller) => store.events("0:0", 1, caller),
  head: (store, caller) => store.head(caller),
  snapshot: (store, caller) => store.snapshot(0, 1, caller),
};

it.each(Object.entries(reads))(
  "cancels a %s at the server when its caller goes, and uses the connection again",
  async (_name, read) => {
    const { store, user, schema, application } = await smallStore(cluster);
    const { unlock } = await lockTables(cluster, schema);
    const controller = new AbortController();
    const outcome = expect(read(store, controller)).rejects.toBe(gone);
    await untilWaiting(cluster, application);
    const before = await connectionsOf(cluster, application);
    controller.abort(gone);
    await outcome;
    await untilIdle(cluster, application);
    await unlock();
    expect(await store.get([user.id])).toEqual([user]);
    const pids = (await connectionsOf(cluster, application)).map(({ pid }) => pid);
    expect(pids).toEqual(before.map(({ pid }) => pid));
  },
);

it("cancels a statement that is being prepared, and prepares it the next time", async () => {
  const { user, schema, pool, application } = await smallStore(cluster);
  const store = testStore({ pool }, { schema, session: true });
  const { unlock } = await lockTables(cluster, schema);
  const controller = new AbortController();
  const outcome = expect(store.get([user.id], controller)).rejects.toBe(gone);
  await untilWaiting(cluster, application);
  controller.abort(gone);
  await outcome;
  await untilIdle(cluster, application);
  await unlock();
  expect(await store.get([user.id])).toEqual([user]);
});

it("goes on with a write whose caller goes", async () => {
  const { store, user, schema, application } = await smallStore(cluster);
  const { unlock } = await lockTables(cluster, schema);
  const controller = new AbortController();
  const outcome = store.replace(renaming(user, "Grace"), controller);
  await untilWaiting(cluster, application);
  controller.abort(gone);
  await longEnough();
  await unlock();
  expect(await outcome).toBe("applied");
});

it("listens no more to a caller who was answered", async () => {
  const { store, user, schema, application } = await smallStore(cluster);
  const { unlock } = await lockTables(cluster, schema);
  const { signal } = new AbortController();
  const outcome = store.get([user.id], { signal });
  await untilWaiting(cluster, application);
  await vi.waitFor(() => expect(getEventListeners(signal, "abort")).toHaveLength(1));
  await unlock();
  expect(await outcome).toEqual([user]);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("closes without waiting for what a read that is broken off has waited for", async () => {
  const { user, schema } = await smallStore(cluster);
  const store = testStore({ url: `${cluster.url()}&application_name=closing` }, { schema });
  await lockTables(cluster, schema);
  const controller = new AbortController();
  const outcome = expect(store.get([user.id], controller)).rejects.toBe(gone);
  await untilWaiting(cluster, "closing");
  controller.abort(gone);
  await outcome;
  await store.close();
  await vi.waitFor(async () => expect(await connectionsOf(cluster, "closing")).toEqual([]));
});
