import type { BrokenStore } from "./broken/broken-stores.ts";
import type { Directory } from "./directory.ts";
import type { StoreUnderTest } from "./stores/store-under-test.ts";

/** What the processes of a run need. */
export interface CastOptions {
  readonly store: StoreUnderTest;
  readonly directory: Directory;
  readonly seed: number;
  readonly broken: BrokenStore | undefined;
  /** For the histories. */
  readonly folder: string;
  /** Told of a process that ends by itself. */
  readonly onFault: (message: string) => void;
}
