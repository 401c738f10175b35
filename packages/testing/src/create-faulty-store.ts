import type { UserStore } from "@org/user-core";
import { checkFaults } from "./faulty-store/check-faults.ts";
import type { Fault, HintMode, StoreOperation } from "./faulty-store/fault.ts";
import { createFaultyHints } from "./faulty-store/hints.ts";
import { createHold } from "./faulty-store/hold.ts";
import { isDue } from "./faulty-store/is-due.ts";
import { strike } from "./faulty-store/strike.ts";

/** Options of {@link createFaultyStore}. */
export interface FaultyStoreOptions {
  /** What goes wrong from the start; of several that would strike one call, the first. Default: nothing. */
  readonly faults?: readonly Fault[];
  /** What becomes of hints. Default: `passed`. */
  readonly hints?: HintMode;
}

/** A store that fails on command, and tells what was asked of it. */
export interface FaultyStore extends UserStore {
  /** The operations called so far, in order; since the last `inject`, if there was one. */
  readonly calls: readonly StoreOperation[];
  /** How many of these calls were struck by a fault. */
  readonly strikes: number;
  /** How many calls have not answered yet. */
  readonly pending: number;
  /** How many listeners to hints there are. */
  readonly listeners: number;
  /** Makes these the faults from now on, in place of those before, and counts calls anew. None: it is healthy. */
  inject(...faults: readonly Fault[]): void;
  /** Resolves once a fault has struck since the last `inject`. */
  untilStruck(): Promise<void>;
  /** Lets every call go on that stalls or is delayed now. */
  release(): void;
}

/**
 * Puts faults between a store and its user: the n-th call fails, before or
 * after it is done, stalls, is delayed, or answers with something broken.
 * Nothing waits for a clock. `onHint` and `close` never fail; `close` lets go
 * what is held, and closes the store.
 *
 * @example
 * const store = createFaultyStore(createMemoryStore(), {
 *   faults: [{ kind: "half_answers", operation: "insert" }],
 * });
 * const { services } = createUserService({ store });
 * // The first CreateUser commits, and fails with UNAVAILABLE.
 */
export function createFaultyStore(store: UserStore, options: FaultyStoreOptions = {}): FaultyStore {
  const hints = createFaultyHints(store, options.hints ?? "passed");
  const hold = createHold();
  let faults = checkFaults(options.faults ?? []);
  let calls: StoreOperation[] = [];
  let strikes = 0;
  let pending = 0;
  let struck = Promise.withResolvers<void>();

  function attempt<R>(operation: StoreOperation, run: () => Promise<R>): Promise<R> {
    calls.push(operation);
    const fault = faults.find((each) => isDue(each, calls));
    if (fault === undefined) return run();
    strikes += 1;
    struck.resolve();
    return strike(fault, run, hold);
  }

  function faulty<A extends readonly unknown[], R>(
    operation: StoreOperation,
    run: (...args: A) => Promise<R>,
  ): (...args: A) => Promise<R> {
    return async (...args) => {
      pending += 1;
      try {
        return await attempt(operation, () => run(...args));
      } finally {
        pending -= 1;
      }
    };
  }

  return {
    get: faulty("get", (ids) => store.get(ids)),
    getByEmail: faulty("getByEmail", (emailKey) => store.getByEmail(emailKey)),
    credentials: faulty("credentials", (emailKey) => store.credentials(emailKey)),
    list: faulty("list", (query) => store.list(query)),
    count: faulty("count", () => store.count()),
    insert: faulty("insert", (entries) => store.insert(entries)),
    findRequest: faulty("findRequest", (requestId) => store.findRequest(requestId)),
    replace: faulty("replace", (change) => store.replace(change)),
    replaceHash: faulty("replaceHash", (id, present, next) => store.replaceHash(id, present, next)),
    remove: faulty("remove", (id, revision, update) => store.remove(id, revision, update)),
    userUpdates: faulty("userUpdates", (id, after, limit) => store.userUpdates(id, after, limit)),
    events: faulty("events", (after, limit) => store.events(after, limit)),
    head: faulty("head", () => store.head()),
    snapshot: faulty("snapshot", (afterId, limit) => store.snapshot(afterId, limit)),
    prune: faulty("prune", (what) => store.prune(what)),
    secret: faulty("secret", () => store.secret()),
    migrate: faulty("migrate", () => store.migrate()),
    check: faulty("check", () => store.check()),
    onHint: hints.onHint,
    close() {
      hold.release();
      return store.close();
    },
    inject(...next) {
      faults = checkFaults(next);
      calls = [];
      strikes = 0;
      struck = Promise.withResolvers();
    },
    untilStruck: () => struck.promise,
    release: hold.release,
    get calls() {
      return [...calls];
    },
    get strikes() {
      return strikes;
    },
    get pending() {
      return pending;
    },
    get listeners() {
      return hints.count();
    },
  };
}
