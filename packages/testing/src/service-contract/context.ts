import {
  type Client,
  createUserService,
  createWebCryptoHasher,
  type UserService,
  type UserStore,
} from "@org/user-core";
import { afterAll, beforeAll } from "vitest";
import type { Lack, Serve, Served } from "../serve.ts";
import type { StoreCapability } from "../store-contract/context.ts";

/** What every part of the contract works with. */
export interface ServiceContext {
  readonly users: Client<typeof UserService>;
  /** What the way of serving can't do. */
  readonly lacks: readonly Lack[];
  /** The store behind the service, to prune its log. */
  readonly store: UserStore;
  /** An email that no other test uses. */
  freshEmail(): string;
}

/** How a suite gets a service. */
export interface ServiceFactory {
  readonly serve: Serve;
  /** A migrated, empty store. */
  readonly createStore: () => Promise<UserStore>;
  /** What the store is without, each with the reason that its skipped tests print. Default: nothing. */
  readonly storeLacks?: Readonly<Partial<Record<StoreCapability, string>>>;
}

/**
 * One service for a group of tests; its parts are there once the tests run.
 *
 * @param now the service's clock in Unix milliseconds. Default: the real one.
 */
export function useService(
  { serve, createStore }: ServiceFactory,
  now: () => number = Date.now,
): ServiceContext {
  let served: Served;
  let store: UserStore;
  let emails = 0;
  beforeAll(async () => {
    store = await createStore();
    // Few rounds: these tests are not about the strength of hashes.
    const hasher = createWebCryptoHasher({ iterations: 1_000 });
    served = await serve(createUserService({ store, hasher, now }).services);
  });
  afterAll(async () => {
    await served.dispose();
    await store.close();
  });
  return {
    get users() {
      return served.users;
    },
    get lacks() {
      return served.lacks ?? [];
    },
    get store() {
      return store;
    },
    freshEmail() {
      emails += 1;
      return `user${emails}@example.com`;
    },
  };
}
