import { createDrain, createHealthService, createReadiness } from "@org/user-core";
import { createNodeServer } from "@org/user-transport-connect/server";
import { expect, it, onTestFinished } from "vitest";
import { watchHealth } from "./watch-health.ts";

/** Somebody who watches the health of a server, and has heard that it serves. */
async function start() {
  const drain = createDrain();
  const readiness = createReadiness({ check: async () => {}, drain });
  const server = createNodeServer({
    services: [createHealthService({ readiness, services: [] })],
  });
  onTestFinished(() => server.destroy());
  const { port } = await server.listen({ port: 0 });
  const watcher = watchHealth(port);
  onTestFinished(async () => void (await watcher.stop()));
  await expect.poll(() => watcher.seen.statuses).toBe(1);
  return { drain, server, watcher };
}

it("a Watch that ends after NOT_SERVING was announced", async () => {
  const { drain, server, watcher } = await start();
  await drain.drain({ servers: [server] });
  await expect.poll(() => watcher.seen).toEqual({ watches: 1, unannounced: 0, statuses: 2 });
});

it("a Watch that is cut off while it says SERVING was not", async () => {
  const { server, watcher } = await start();
  server.destroy();
  await expect.poll(() => watcher.seen).toEqual({ watches: 1, unannounced: 1, statuses: 1 });
});

it("a Watch that goes on until it is stopped has nothing to announce", async () => {
  const { watcher } = await start();
  expect(await watcher.stop()).toEqual({ watches: 1, unannounced: 0, statuses: 1 });
});
