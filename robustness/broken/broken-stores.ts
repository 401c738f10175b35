import type { UserStore } from "@org/user-core";
import type { StoreLocation } from "../stores/open-store.ts";
import type { StoreName } from "../stores/store-under-test.ts";
import { loseUpdates } from "./lost-update.ts";
import { readBySequence } from "./sequence-cursor.ts";
import { trustHints } from "./trusted-hint.ts";

/** What a broken store may need to be broken. */
export interface BreakOptions {
  readonly location: StoreLocation;
  /** Which of the instances it is in, from 0. */
  readonly place: number;
  /** Where the instances may hear of each other. */
  readonly hintPorts: readonly number[];
}

interface Breakage {
  /** The store that is broken. */
  readonly store: StoreName;
  readonly breaks: (store: UserStore, options: BreakOptions) => UserStore;
}

/** Ways in which a store can be broken on purpose: mistakes that are made. */
export const brokenStores = {
  "sequence-cursor": { store: "postgres", breaks: readBySequence },
  "trusted-hint": { store: "sqlite", breaks: trustHints },
  "lost-update": { store: "sqlite", breaks: loseUpdates },
} as const satisfies Record<string, Breakage>;

/** One of them. */
export type BrokenStore = keyof typeof brokenStores;

/** Their names. */
export const brokenStoreNames = [
  "sequence-cursor",
  "trusted-hint",
  "lost-update",
] as const satisfies readonly BrokenStore[];

/** The store, broken if it is to be. */
export function breakStore(
  store: UserStore,
  { broken, ...options }: BreakOptions & { readonly broken: BrokenStore | undefined },
): UserStore {
  return broken === undefined ? store : brokenStores[broken].breaks(store, options);
}
