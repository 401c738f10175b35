import { getEventListeners } from "node:events";
import type { Caller, UserStore } from "@org/user-core";
import { expect, it, vi } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import {
  connectionsOf,
  gone,
  leaveWaiting,
  lockTables,
  longEnough,
  pidsOf,
  smallStore,
  untilIdle,
  untilWaiting,
} from "./held-reads.fixture.ts";
import { testStore } from "./open-store.fixture.ts";
import { renaming } from "./samples.fixture.ts";

const cluster = useCluster();

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
    const small = await smallStore(cluster);
    const { store, user, application } = small;
    const { unlock, pids } = await leaveWaiting(cluster, small, (caller) => read(store, caller));
    await untilIdle(cluster, application);
    await unlock();
    expect(await store.get([user.id])).toEqual([user]);
    expect(await pidsOf(cluster, application)).toEqual(pids);
  },
);

it("cancels a statement that is being prepared, and prepares it the next time", async () => {
  const small = await smallStore(cluster);
  const { user, schema, pool, application } = small;
  const store = testStore({ pool }, { schema, session: true });
  const read = (caller: Caller) => store.get([user.id], caller);
  const { unlock } = await leaveWaiting(cluster, small, read);
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
  const closing = { schema, application: "closing" };
  await leaveWaiting(cluster, closing, (caller) => store.get([user.id], caller));
  await store.close();
  await vi.waitFor(async () => expect(await connectionsOf(cluster, "closing")).toEqual([]));
});
