import type { Fault } from "../fault.ts";
import type { Dump } from "./dump.ts";
import type { StoreLocation } from "./open-store.ts";

/** A database of a run's own. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly name: StoreName;
  /** Where the store is for the instance in this place: each has a way of its own to it. */
  locationFor(place: number): StoreLocation;
  /** Where it is without any proxy. */
  readonly location: StoreLocation;
  /** Prepared once the store is migrated: what is pruned from its log is kept for the checker. */
  keepPruned(): Promise<void>;
  /** What can go wrong with this database only. */
  readonly faults: readonly Fault[];
  /** Ends every fault that lasts, and waits until the database answers. */
  recover(): Promise<void>;
  /** All that the database holds, by other means than the store's. */
  dump(): Promise<Dump>;
}

/** The stores that there are. */
export const storeNames = ["sqlite", "postgres"] as const;

/** One of them. */
export type StoreName = (typeof storeNames)[number];
