import { mkdir } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Caller } from "@org/user-core";
import { expect, it, onTestFinished, vi } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { gone, leaveWaiting, longEnough, smallStore } from "./held-reads.fixture.ts";
import { testStore } from "./open-store.fixture.ts";
import { newUser } from "./samples.fixture.ts";

const cluster = useCluster();

/** A way to the cluster for one connection; others come to nothing. */
async function openNarrowWay() {
  const folder = join(cluster.folder, "narrow");
  await mkdir(folder, { recursive: true });
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    sockets.push(near);
    near.on("error", () => {});
    if (sockets.length > 1) return;
    const far = connect(join(cluster.folder, `.s.PGSQL.${cluster.port}`));
    near.pipe(far).pipe(near);
  });
  const path = join(folder, `.s.PGSQL.${cluster.port}`);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: cluster.url().replace(encodeURIComponent(cluster.folder), encodeURIComponent(folder)),
    first: () => sockets[0],
    count: () => sockets.length,
    close: () => server.close(),
  };
}

/** Fails unless who goes is told at once, and the connection used again when its statement has ended. */
async function expectKeptUntilDone(small: Awaited<ReturnType<typeof smallStore>>) {
  const { store, user, pool } = small;
  const read = (caller: Caller) => store.get([user.id], caller);
  const { unlock } = await leaveWaiting(cluster, small, read);
  const next = store.get([user.id]);
  expect(pool.idleCount).toBe(0);
  await unlock();
  expect(await next).toEqual([user]);
}

it("answers at once who goes where a cancellation can't be begun, and drops the connection afterwards", async () => {
  const small = await smallStore(cluster);
  const { schema, pool } = small;
  class Client {
    constructor() {
      throw new Error("the certificate can't be read");
    }
  }
  const options = {};
  const dropped = vi.fn();
  pool.on("remove", dropped);
  const unable = { connect: pool.connect.bind(pool), options, Client: Client as never };
  const store = testStore({ pool: unable }, { schema });
  await expectKeptUntilDone({ ...small, store });
  expect(dropped).toHaveBeenCalled();
});

it("answers at once who goes where the driver knows no key", async () => {
  const small = await smallStore(cluster);
  const { schema, pool } = small;
  const keyless = { connect: pool.connect.bind(pool) };
  const store = testStore({ pool: keyless }, { schema });
  await expectKeptUntilDone({ ...small, store });
});

it("asks no server to cancel anything if it is not to", async () => {
  const way = await openNarrowWay();
  const small = await smallStore(cluster, way.url);
  const { schema, pool } = small;
  const store = testStore({ pool }, { schema, cancelReads: false });
  await expectKeptUntilDone({ ...small, store });
  expect(way.count()).toBe(1);
});

it("answers at once who goes while a function queries for it", async () => {
  const answer = Promise.withResolvers<{ rows: [] }>();
  const store = testStore({ query: () => answer.promise });
  const controller = new AbortController();
  const outcome = expect(store.get([1], controller)).rejects.toBe(gone);
  controller.abort(gone);
  await outcome;
  answer.resolve({ rows: [] });
});

it("goes on with a write whose caller goes while something is looked up for it", async () => {
  const lookedUp = Promise.withResolvers<{ rows: [] }>();
  const asked = Promise.withResolvers<void>();
  // Of an entry whose email somebody took meanwhile.
  const overtaken = { n: 1, drawn_id: 1, id: null, user_id: null };
  const store = testStore({
    async query(text) {
      if (text.includes("INSERT")) return { rows: [overtaken] };
      asked.resolve();
      return lookedUp.promise;
    },
  });
  const controller = new AbortController();
  const entry = newUser("ada@example.com", { requestId: "id" });
  const outcome = store.insert([entry], controller);
  await asked.promise;
  controller.abort(gone);
  await longEnough();
  lookedUp.resolve({ rows: [] });
  expect(await outcome).toEqual([{ kind: "email_taken" }]);
});

it("drops a connection, once its statement has ended, where nobody says that the request is dealt with", async () => {
  const way = await openNarrowWay();
  const small = await smallStore(cluster, way.url);
  const { user, schema, pool } = small;
  const store = testStore({ pool }, { schema, connectTimeoutMs: 1_000 });
  const read = (caller: Caller) => store.get([user.id], caller);
  const { unlock } = await leaveWaiting(cluster, small, read);
  await vi.waitFor(() => expect(way.count()).toBe(2));
  await unlock();
  await vi.waitFor(() => expect(way.first()?.destroyed).toBe(true), { timeout: 5_000 });
  expect(pool.totalCount).toBe(0);
});

it("keeps a connection whose server can't be reached by another", async () => {
  const way = await openNarrowWay();
  const small = await smallStore(cluster, way.url);
  await small.pool.query("SELECT");
  way.close();
  await expectKeptUntilDone(small);
  expect(way.first()?.destroyed).toBe(false);
});
