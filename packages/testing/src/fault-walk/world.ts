import {
  type Client,
  createInProcessClient,
  createUserService,
  type LogPosition,
  type PasswordHasher,
  UserService,
  type UserServiceOptions,
  type UserStore,
} from "@org/user-core";
import { createFaultyStore, type FaultyStore } from "../create-faulty-store.ts";
import type { HintMode } from "../faulty-store/fault.ts";
import type { Served } from "../serve.ts";
import type { ServiceFactory } from "../service-contract/context.ts";
import { createPacing, type Pacing } from "./paced-requests.ts";
import { readState, type State } from "./state.ts";
import { createSwitchedStore } from "./switched-store.ts";
import { createTwoUsers, type TwoUsers } from "./two-users.ts";
import { requestIds } from "./walked-call.ts";

/** A service over a store that fails on command: what one walk after another works with. */
export interface World {
  readonly served: Served;
  /** The same without faults, in process. */
  readonly directly: Client<typeof UserService>;
  readonly faulty: FaultyStore;
  readonly pacing: Pacing;
  /** How many writes were done since it began anew. */
  readonly writes: number;
  /** Begins anew, healthy, with a store of two users. */
  beginAnew(): Promise<TwoUsers>;
  /** Reads everything in the store, and fails if it does not agree. */
  readState(): Promise<State>;
  dispose(): Promise<void>;
}

/** Options of {@link createWorld}. */
export interface WorldOptions {
  /** Called after each write, before it is answered. */
  readonly onWritten?: (world: World) => Promise<void>;
  /** What becomes of hints. Default: `passed`. */
  readonly hints?: HintMode;
}

/** Not about the strength of hashes, and the same state each time. */
const hasher: PasswordHasher = {
  hash: async (password) => `$plain$${password}`,
  verify: async (password, hash) => hash === `$plain$${password}`,
};

const always: Pick<UserServiceOptions, "hasher" | "now" | "pollIntervalMs"> = {
  hasher,
  now: () => 1_790_000_000_000,
  pollIntervalMs: 10,
};

/** Serves a service over stores of its own. */
export async function createWorld(
  { serve, createStore }: ServiceFactory,
  { onWritten, hints = "passed" }: WorldOptions = {},
): Promise<World> {
  let inner: UserStore = await createStore();
  let start: LogPosition;
  let writes = 0;
  const switched = createSwitchedStore(() => inner, {
    before: (operation) => pacing.nextGroup(operation),
    async written() {
      writes += 1;
      await onWritten?.(world);
    },
  });
  const faulty = createFaultyStore(switched, { hints });
  const pacing = createPacing((asked) => faulty.calls.filter((each) => each === asked).length);
  const middleware: UserServiceOptions["middleware"] = [
    (call, proceed) => {
      if (call.method.methodKind !== "unary") pacing.callBegan(call);
      return proceed();
    },
  ];
  const healthy = createUserService({ store: switched, ...always });
  const directly = createInProcessClient(UserService, healthy.services);
  const served = await serve(createUserService({ store: faulty, middleware, ...always }).services);
  // Connects, so that no walk need wait for it.
  await served.users.listUsers({});
  const world: World = {
    served,
    directly,
    faulty,
    pacing,
    get writes() {
      return writes;
    },
    async beginAnew() {
      await inner.close();
      inner = await createStore();
      start = await inner.head();
      const users = await createTwoUsers(directly);
      faulty.inject();
      writes = 0;
      return users;
    },
    readState: () => readState(inner, { start, requestIds }),
    async dispose() {
      faulty.inject();
      faulty.release();
      await served.dispose();
      await inner.close();
    },
  };
  return world;
}
