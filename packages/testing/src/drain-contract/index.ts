import {
  type BoundService,
  type Client,
  createDrain,
  createMemoryStore,
  createUserService,
  type Drain,
  type DrainableServer,
  type Middleware,
  type UserService,
} from "@org/user-core";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { failureOf } from "../streams.ts";

/** Services on a server that can be drained, and a client of it. */
export interface DrainedServer {
  /** With the defaults that its transport gives it. */
  readonly users: Client<typeof UserService>;
  readonly server: DrainableServer;
  /** Ends both, whatever is under way. */
  close(): void;
}

/** How such a server is started. */
export type ServeDrained = (services: readonly BoundService[]) => Promise<DrainedServer>;

/**
 * What a drain promises of calls over a server, as tests for vitest.
 *
 * @example
 * drainContract("over my transport", serve);
 */
export function drainContract(name: string, serve: ServeDrained): void {
  describe(`a drain ${name}`, () => {
    afterEach(() => void vi.useRealTimers());

    it("serves all during its delay, then lets calls finish and takes no other", async () => {
      const { drain, server, users, held, release } = await startHolding(serve);
      const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
      // The delay is over when the test says so, however slow the machine.
      vi.useFakeTimers({ toFake: ["setTimeout"] });
      const drained = drain.drain({ delayMs: 200, servers: [server] });
      const names = Array.from({ length: 20 }, (_, i) => `Ada ${i}`);
      const updates = names.map((each) => users.updateUser({ user: { id, name: each } }));
      await expect.poll(() => held.calls).toBe(names.length);
      expect(await users.getUser({ userId: id })).toMatchObject({ id });
      vi.advanceTimersByTime(200);
      vi.useRealTimers();
      const late = () => failureOf(users.getUser({ userId: id }));
      await expect.poll(late).toMatchObject({ code: "UNAVAILABLE" });
      release();
      const revisions = (await Promise.all(updates)).map(({ revision }) => Number(revision));
      expect(revisions.toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i + 2));
      await drained;
    });

    it("ends watches with UNAVAILABLE, after the last change that was acknowledged before", async () => {
      const { drain, server, users, release } = await startHolding(serve);
      release();
      const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
      const request = { userId: id, afterRevision: 1n };
      const watch = users.watchUserUpdates(request)[Symbol.asyncIterator]();
      const rename = (name: string) => users.updateUser({ user: { id, name } });
      await rename("Ada 2");
      expect((await watch.next()).value).toMatchObject({ revision: 2n });
      await rename("Ada 3");
      // Not by the end of the grace, when all else ends.
      const drained = drain.drain({ graceMs: 120_000, servers: [server] });
      expect((await watch.next()).value).toMatchObject({ revision: 3n, newValue: "Ada 3" });
      const ended = await failureOf(watch.next());
      expect(ended).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
      await drained;
    });

    it("cuts what has not finished after its grace", async () => {
      const { drain, server, users, held } = await startHolding(serve);
      const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
      const update = failureOf(users.updateUser({ user: { id, name: "Bo" } }));
      await expect.poll(() => held.calls).toBe(1);
      await drain.drain({ graceMs: 50, servers: [server] });
      expect(await update).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
    });
  });
}

interface Holding extends DrainedServer {
  readonly drain: Drain;
  readonly held: { calls: number };
  /** Lets the updates go on. */
  release(): void;
}

/** A server whose updates wait until they are let go. */
async function startHolding(serve: ServeDrained): Promise<Holding> {
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
  const served = await serve(services);
  onTestFinished(served.close);
  return { ...served, drain, held, release };
}
