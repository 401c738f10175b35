import { createUserService, type PasswordHasher } from "@org/user-core";
import fc from "fast-check";
import type { ServiceFactory } from "../service-contract/context.ts";
import type { ModelCommand, ServiceUnderTest } from "./command.ts";
import { compareDirectory, compareLogs } from "./compare-directory.ts";
import { compareUsersWatches } from "./compare-users-watch.ts";
import { createModel, type Model } from "./model.ts";

/** Runs commands against a new service and a new model, and compares what they leave. */
export async function runModel(
  factory: ServiceFactory,
  commands: Iterable<ModelCommand>,
): Promise<void> {
  const model = createModel();
  const { service, dispose } = await startService(factory, model);
  try {
    await fc.asyncModelRun(() => ({ model, real: service }), commands);
    await compareDirectory(model, service);
    await compareLogs(model, service);
    await compareUsersWatches(model, service);
  } finally {
    const { streams, usersStreams } = service;
    for (const stream of [...streams.values(), ...usersStreams.values()]) stream.cancel();
    await dispose();
  }
}

async function startService({ serve, createStore }: ServiceFactory, model: Model) {
  const store = await createStore();
  // Never on a full second: seconds are rounded down.
  const now = () => Number(model.nowSeconds) * 1_000 + 999;
  const { services } = createUserService({ store, hasher: createFastHasher(), now });
  const { users, lacks = [], dispose } = await serve(services);
  const service: ServiceUnderTest = {
    users,
    store,
    lacks,
    streams: new Map(),
    usersStreams: new Map(),
    shown: { position: await store.head(), count: 0 },
  };
  return {
    service,
    async dispose() {
      await dispose();
      await store.close();
    },
  };
}

/** Salted, as hashes are, but not slow: these tests are not about their strength. */
function createFastHasher(): PasswordHasher {
  let salt = 0;
  return {
    async hash(password) {
      salt += 1;
      return `$fast$${salt}$${encodeURIComponent(password)}`;
    },
    verify: async (password, hash) => hash.split("$")[3] === encodeURIComponent(password),
  };
}
