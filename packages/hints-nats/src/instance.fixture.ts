import {
  type Client,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  type HintCarrier,
  UserService,
  type UserStore,
  type UserUpdate,
  withHints,
} from "@org/user-core";

/** The service, as one of several instances has it. */
export type Instance = Client<typeof UserService>;

/** A poll that no test waits for. */
export const hourMs = 3_600_000;

/** Data that many instances share, of which none is told what another writes. */
export function createSharedStore(): UserStore {
  return { ...createMemoryStore(), onHint: () => () => {} };
}

/** The service over shared data; without a carrier it only polls. */
export function createInstance(
  store: UserStore,
  options: { readonly hints?: HintCarrier; readonly pollIntervalMs: number },
): Instance {
  const { hints, pollIntervalMs } = options;
  const { services } = createUserService({
    store: hints ? withHints(store, hints) : store,
    pollIntervalMs,
  });
  return createInProcessClient(UserService, services);
}

/** A user to be watched. */
export async function createUser(instance: Instance): Promise<number> {
  const { id } = await instance.createUser({ email: "ada@example.com", name: "0" });
  return id;
}

/** A watch of a user from its creation, ended with its scope. */
export function watch(
  instance: Instance,
  userId: number,
): Disposable & { next(): Promise<UserUpdate> } {
  const controller = new AbortController();
  const { signal } = controller;
  const updates = instance.watchUserUpdates({ userId, afterRevision: 1n }, { signal });
  const iterator = updates[Symbol.asyncIterator]();
  return {
    async next() {
      const result = await iterator.next();
      if (result.done) throw new Error("the watch has ended");
      return result.value;
    },
    [Symbol.dispose]: () => controller.abort(),
  };
}
