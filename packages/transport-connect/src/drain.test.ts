import {
  createDrain,
  createMemoryStore,
  createUserService,
  type Middleware,
  UserService,
} from "@org/user-core";
import { collect, failureOf } from "@org/user-testing";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createConnectClient, type NodeConnectClientOptions } from "./node/client.ts";
import { createNodeServer } from "./node/create-node-server.ts";

afterEach(() => void vi.useRealTimers());

type Http = Pick<NodeConnectClientOptions, "protocol" | "httpVersion">;

const ways: readonly Required<Http>[] = [
  { protocol: "connect", httpVersion: "2" },
  { protocol: "grpc", httpVersion: "2" },
  { protocol: "connect", httpVersion: "1.1" },
];

/** A server whose updates wait until they are let go. */
async function startHolding(http: Http) {
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
  const server = createNodeServer({ services });
  onTestFinished(server.destroy);
  const { port } = await server.listen({ port: 0 });
  const users = createConnectClient(UserService, { baseUrl: `http://127.0.0.1:${port}`, ...http });
  onTestFinished(users.close);
  return { drain, server, users, held, release };
}

describe.each(ways)("a drain over $protocol and HTTP/$httpVersion", (http) => {
  it("serves all during its delay, then lets calls finish, ends watches after their last event, and takes no other", async () => {
    const { drain, server, users, held, release } = await startHolding(http);
    const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
    const watched = failureOf(collect(users.watchUserUpdates({ userId: id, afterRevision: 1n })));
    const names = Array.from({ length: 20 }, (_, i) => `Ada ${i}`);
    // The delay is over when the test says so, however slow the machine.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const drained = drain.drain({ delayMs: 200, servers: [server] });
    const updates = names.map((name) => users.updateUser({ user: { id, name } }));
    await expect.poll(() => held.calls).toBe(20);
    expect(await users.getUser({ userId: id })).toMatchObject({ id });
    vi.advanceTimersByTime(200);
    vi.useRealTimers();
    expect(await watched).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
    await expect
      .poll(() => failureOf(users.getUser({ userId: id })))
      .toMatchObject({
        code: "UNAVAILABLE",
      });
    release();
    const revisions = (await Promise.all(updates)).map(({ revision }) => Number(revision));
    expect(revisions.toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i + 2));
    await drained;
  });
});
