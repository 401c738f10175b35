import { createInProcessClient, createUserService, UserService } from "@org/user-core";
import { Pool } from "pg";
import { expect, it, onTestFinished } from "vitest";
import { useCluster } from "./cluster.fixture.ts";
import { openStore, testStore } from "./open-store.fixture.ts";
import { openProxy } from "./proxy.fixture.ts";
import { insertOne, newUser } from "./samples.fixture.ts";

const cluster = useCluster();

/** A watch of all users, over connections of a pool, past its first heartbeat. */
async function watchOver(pool: Pool, schema: string) {
  const { services } = createUserService({ store: testStore({ pool }, { schema }) });
  const users = createInProcessClient(UserService, services);
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const request = { heartbeatInterval: { seconds: 1n } };
  const responses = users.watchUsers(request, controller)[Symbol.asyncIterator]();
  const next = async () => (await responses.next()).value?.event;
  expect((await next())?.case).toBe("heartbeat");
  return next;
}

it("a connection that falls silent under the one reader of the log costs its watchers seconds, not the store's longest wait", async () => {
  const proxy = await openProxy(cluster);
  const schema = cluster.freshSchema();
  const direct = await openStore(cluster, { schema });
  const pool = new Pool({ connectionString: proxy.url, max: 4 });
  pool.on("error", () => {});
  onTestFinished(() => pool.end());
  const next = await watchOver(pool, schema);

  expect(pool.totalCount).toBeLessThan(4);
  proxy.silence();
  const began = performance.now();
  await insertOne(direct, newUser("ada@example.com"));
  for (let event = await next(); event?.case !== "created"; ) event = await next();
  // Two seconds for each of its connections, and then a new one.
  expect(performance.now() - began).toBeLessThan(11_000);
  proxy.cut();
});
