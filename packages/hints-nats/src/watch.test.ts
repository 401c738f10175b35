import { describe, expect, it } from "vitest";
import {
  createInstance,
  createSharedStore,
  createUser,
  hourMs,
  watch,
} from "./instance.fixture.ts";
import { join, subject, told } from "./join.fixture.ts";
import { servers } from "./servers.fixture.ts";

it("without a carrier a watcher sees within its poll what another instance writes", async () => {
  const store = createSharedStore();
  const writer = createInstance(store, { pollIntervalMs: hourMs });
  const reader = createInstance(store, { pollIntervalMs: 20 });
  const userId = await createUser(writer);
  using watcher = watch(reader, userId);
  for (const name of ["1", "2", "3"]) {
    await writer.updateUser({ user: { id: userId, name } });
    expect(await watcher.next()).toMatchObject({ newValue: name });
  }
});

for (const { name, missing, start } of servers) {
  describe.skipIf(missing !== undefined)(`a watch with hints over ${name}`, () => {
    it("sees what another instance writes an hour before its poll", async () => {
      await using server = await start();
      await using there = await join(server);
      await using here = await join(server);
      const store = createSharedStore();
      const writer = createInstance(store, { hints: there.hints, pollIntervalMs: hourMs });
      const reader = createInstance(store, { hints: here.hints, pollIntervalMs: hourMs });
      const userId = await createUser(writer);
      using watcher = watch(reader, userId);
      for (let i = 1; i <= 20; i += 1) {
        await writer.updateUser({ user: { id: userId, name: `${i}` } });
        expect(await watcher.next()).toMatchObject({ newValue: `${i}` });
      }
    });

    it("sees every write of a storm, which publishes no more than a hint in each interval", async () => {
      const intervalMs = 20;
      const writes = 2_000;
      await using server = await start();
      await using there = await join(server, { intervalMs });
      await using here = await join(server);
      let published = 0;
      here.connection.subscribe(subject, {
        callback: () => {
          published += 1;
        },
      });
      await here.connection.flush();
      const store = createSharedStore();
      const writer = createInstance(store, { hints: there.hints, pollIntervalMs: hourMs });
      const reader = createInstance(store, { hints: here.hints, pollIntervalMs: hourMs });
      const userId = await createUser(writer);
      using watcher = watch(reader, userId);
      const startedAt = performance.now();
      for (let i = 1; i <= writes; i += 1) {
        await writer.updateUser({ user: { id: userId, name: `${i}` } });
      }
      for (let i = 1; i <= writes; i += 1) {
        expect((await watcher.next()).revision).toBe(BigInt(i + 1));
      }
      // The first hint can have led the reader to all of them: the interval of the last may go on.
      await expect.poll(() => published).toBeGreaterThan(1);
      const elapsedMs = performance.now() - startedAt;
      expect(published).toBeLessThanOrEqual(elapsedMs / intervalMs + 2);
    });

    it("loses no event and fails no write while the server dies and comes back", async () => {
      await using server = await start();
      await using there = await join(server);
      await using here = await join(server);
      const store = createSharedStore();
      const writer = createInstance(store, { hints: there.hints, pollIntervalMs: hourMs });
      const reader = createInstance(store, { hints: here.hints, pollIntervalMs: hourMs });
      const userId = await createUser(writer);
      using watcher = watch(reader, userId);
      let written = 0;
      const write = async () => {
        written += 1;
        await writer.updateUser({ user: { id: userId, name: `${written}` } });
      };
      let seen = 0;
      for (let round = 0; round < 5; round += 1) {
        await write();
        // One that dies under a client's handshake would keep it waiting for its time-out.
        const back = [there, here].map(({ connection }) => told(connection, "reconnect"));
        // Into the dying server, and into none.
        const killed = server.kill();
        await write();
        await killed;
        await write();
        await server.restart();
        await Promise.all(back);
        while (seen < written) {
          seen += 1;
          expect((await watcher.next()).revision).toBe(BigInt(seen + 1));
        }
      }
    });
  });
}
