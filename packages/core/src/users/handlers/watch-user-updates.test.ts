import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";
import type { UserStore, UserUpdates } from "../user-store.ts";

/** A service with one user, over a store that can be changed under a watch. */
async function start() {
  const memory = createMemoryStore();
  const state = { reads: 0, listeners: 0, updates: undefined as UserUpdates | undefined };
  const store: UserStore = {
    ...memory,
    async userUpdates(userId, afterRevision, limit) {
      state.reads += 1;
      return state.updates ?? memory.userUpdates(userId, afterRevision, limit);
    },
    onHint(listener) {
      state.listeners += 1;
      const stop = memory.onHint(listener);
      return () => {
        state.listeners -= 1;
        stop();
      };
    },
  };
  const { services } = createUserService({ store, pollIntervalMs: 60_000 });
  const users = createInProcessClient(UserService, services);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  return { users, id, state };
}

type Started = Awaited<ReturnType<typeof start>>;

/** A watch that has begun. */
async function watch({ users, id }: Started, signal?: AbortSignal) {
  const { promise: watching, resolve } = Promise.withResolvers<void>();
  const updates = users.watchUserUpdates(
    { userId: id },
    { onHeaders: () => resolve(), ...(signal && { signal }) },
  );
  const next = updates[Symbol.asyncIterator]().next();
  await watching;
  return next;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("reads nothing while nothing changes", async () => {
  const started = await start();
  const controller = new AbortController();
  const next = watch(started, controller.signal);
  for (let i = 0; i < 5; i += 1) await turn();
  const { reads } = started.state;
  for (let i = 0; i < 20; i += 1) await turn();
  expect(started.state.reads).toBe(reads);
  controller.abort();
  await expect(next).rejects.toMatchObject({ code: "CANCELLED" });
});

it("leaves no subscription behind, however it ends", async () => {
  const started = await start();
  const { users, id, state } = started;
  const controller = new AbortController();
  const next = watch(started, controller.signal);
  await turn();
  expect(state.listeners).toBe(1);
  controller.abort();
  await expect(next).rejects.toMatchObject({ code: "CANCELLED" });
  await expect.poll(() => state.listeners).toBe(0);
  const unknown = users
    .watchUserUpdates({ userId: id + 1 })
    [Symbol.asyncIterator]()
    .next();
  await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect.poll(() => state.listeners).toBe(0);
});

it("tells a watcher whose user was deleted and forgotten unseen that something is missing", async () => {
  const started = await start();
  const next = watch(started);
  await turn();
  started.state.updates = { kind: "unknown" };
  await started.users.updateUser({ user: { id: started.id, name: "Grace" } });
  await expect(next).rejects.toMatchObject({
    code: "OUT_OF_RANGE",
    reason: "RESUME_POINT_EXPIRED",
  });
});

it("says what is wrong with a revision below 0", async () => {
  const { users, id } = await start();
  const watch = users.watchUserUpdates({ userId: id, afterRevision: -1n });
  await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    message: "after_revision: must not be negative",
  });
});
