import type { WatchHistory } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";

/** Checks one promise. Gives a sentence for each time that it was broken. */
export interface Validator {
  /** In the words of the contract. */
  readonly promise: string;
  /** By what the writers were told and the database holds. */
  ofRun?(run: RunIndex): Iterable<string>;
  /** By what one watch was told. */
  ofWatch?(watch: WatchHistory, run: RunIndex): Iterable<string>;
}
