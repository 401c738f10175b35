import type { UserStore } from "@org/user-core";
import { afterEach, beforeEach, onTestFinished } from "vitest";
import { settledStore } from "./settled-store.ts";

/**
 * What a store may be without, and still be one: `hints`, where it never knows
 * of new events and its readers poll; `pruning`, where it keeps everything.
 */
export type StoreCapability = "hints" | "pruning";

/** A store to test, and what else the suite may do with its data. */
export interface StoreUnderTest {
  /** Migrated and empty. */
  readonly store: UserStore;
  /**
   * Opens another store on the same data, as another process would, not yet
   * migrated. The suite closes it. Without it, tests that need it are skipped.
   */
  readonly openAnother?: () => UserStore;
  /**
   * Resolves once the log shows what was acknowledged before: for stores whose
   * log follows their writes after a moment. The suites then wait for it where
   * they read the log, and ids need not ascend in the order of the log, because
   * writers do not wait for each other. Default: the log shows it at once.
   */
  readonly settled?: () => Promise<void>;
  /** What the store is without, each with the reason that its skipped tests print. Default: nothing. */
  readonly lacks?: Readonly<Partial<Record<StoreCapability, string>>>;
  /** Removes what is left, after the suite has closed every store. */
  dispose?(): Promise<void>;
}

/** Makes a store of its own for each test. */
export type StoreFactory = () => Promise<StoreUnderTest>;

/** The store of the present test. */
export interface StoreContext {
  readonly store: UserStore;
  /** Another migrated store on the same data; skips the test where there is none. */
  openAnother(test: Skippable): Promise<UserStore>;
  /** Skips the test if the store is without this. */
  require(test: Skippable, needed: StoreCapability): void;
}

/** A test that can be skipped. */
interface Skippable {
  skip(note: string): never;
}

/** A fresh store for each test of a group, all of which need the capability if there is one. */
export function useStore(factory: StoreFactory, needed?: StoreCapability): StoreContext {
  let current: StoreUnderTest;
  let store: UserStore;
  const require: StoreContext["require"] = (test, needed) => {
    const reason = current.lacks?.[needed];
    if (reason !== undefined) test.skip(`without ${needed}: ${reason}`);
  };
  beforeEach(async (test) => {
    current = await factory();
    store = readable(current, current.store);
    if (needed) require(test, needed);
  });
  afterEach(async () => {
    await current.store.close();
    await current.dispose?.();
  });
  return {
    require,
    get store() {
      return store;
    },
    async openAnother(test) {
      const opened = current.openAnother?.() ?? test.skip("its data can't be opened twice");
      const another = readable(current, opened);
      onTestFinished(() => another.close());
      await another.migrate();
      return another;
    },
  };
}

/** Runs something with a fresh store, for property tests. */
export async function withStore(
  factory: StoreFactory,
  run: (store: UserStore) => Promise<void>,
): Promise<void> {
  const made = await factory();
  try {
    await run(readable(made, made.store));
  } finally {
    await made.store.close();
    await made.dispose?.();
  }
}

/** A store on the data under test, whose log can be looked at right after a write. */
export function readable(made: StoreUnderTest, store: UserStore): UserStore {
  return made.settled === undefined ? store : settledStore(store, made.settled);
}
