import type { UserStore } from "@org/user-core";
import { afterEach, beforeEach, onTestFinished } from "vitest";

/** A store to test, and what else the suite may do with its data. */
export interface StoreUnderTest {
  /** Migrated and empty. */
  readonly store: UserStore;
  /**
   * Opens another store on the same data, as another process would, not yet
   * migrated. The suite closes it. Without it, tests that need it are skipped.
   */
  readonly openAnother?: () => UserStore;
  /** Removes what is left, after the suite has closed every store. */
  dispose?(): Promise<void>;
}

/** Makes a store of its own for each test. */
export type StoreFactory = () => Promise<StoreUnderTest>;

/** The store of the present test. */
export interface StoreContext {
  readonly store: UserStore;
  /** Another migrated store on the same data; skips the test where there is none. */
  openAnother(test: { skip(note: string): never }): Promise<UserStore>;
}

/** A fresh store for each test of a group. */
export function useStore(factory: StoreFactory): StoreContext {
  let current: StoreUnderTest;
  beforeEach(async () => {
    current = await factory();
  });
  afterEach(async () => {
    await current.store.close();
    await current.dispose?.();
  });
  return {
    get store() {
      return current.store;
    },
    async openAnother(test) {
      const another = current.openAnother?.() ?? test.skip("its data can't be opened twice");
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
  const { store, dispose } = await factory();
  try {
    await run(store);
  } finally {
    await store.close();
    await dispose?.();
  }
}
