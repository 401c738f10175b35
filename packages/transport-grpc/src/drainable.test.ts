import {
  createDrain,
  createMemoryStore,
  createUserService,
  type Middleware,
  UserService,
} from "@org/user-core";
import { collect, failureOf } from "@org/user-testing";
import { expect, it, onTestFinished } from "vitest";
import { createGrpcClient } from "./client.ts";
import { drainable } from "./drainable.ts";
import { startServer } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

/** A server whose updates wait until they are let go. */
async function startHolding() {
  const drain = createDrain();
  const held = { calls: 0 };
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const hold: Middleware = async (call, proceed) => {
    if (call.method.name === "UpdateUser") {
      held.calls += 1;
      await released;
    }
    await proceed();
  };
  const store = createMemoryStore();
  const { services } = createUserService({ store, middleware: [drain.middleware, hold] });
  const { port, server } = await startServer(services, serverOptions());
  onTestFinished(() => server.forceShutdown());
  const users = createGrpcClient(`127.0.0.1:${port}`, UserService);
  onTestFinished(users.close);
  return { drain, server, users, held, release };
}

it("a drain lets fifty calls finish, ends watches after their last event, and takes no other call", async () => {
  const { drain, server, users, held, release } = await startHolding();
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const watch = users.watchUserUpdates({ userId: id, afterRevision: 0n });
  const names = Array.from({ length: 50 }, (_, i) => `Ada ${i}`);
  const updates = names.map((name) => users.updateUser({ user: { id, name } }));
  const watched = failureOf(collect(watch));
  await expect.poll(() => held.calls).toBe(50);
  const drained = drain.drain({ servers: [drainable(server)] });
  expect(await watched).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
  const late = failureOf(users.getUser({ userId: id }));
  expect(await late).toMatchObject({ code: "UNAVAILABLE" });
  release();
  const revisions = (await Promise.all(updates)).map(({ revision }) => Number(revision));
  expect(revisions.toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i + 2));
  await drained;
});

it("a drain cuts what has not finished after its grace", async () => {
  const { drain, server, users, held } = await startHolding();
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const update = failureOf(users.updateUser({ user: { id, name: "Bo" } }));
  await expect.poll(() => held.calls).toBe(1);
  await drain.drain({ graceMs: 50, servers: [drainable(server)] });
  expect(await update).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
});
