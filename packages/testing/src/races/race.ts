import type { Client, LogPosition, ServiceError, UserService, UserStore } from "@org/user-core";
import type fc from "fast-check";
import type { HintFate } from "./scheduled-store.ts";
import type { WriteRecord } from "./write-record.ts";

/** A call that has ended, and when, counted in beginnings and ends of calls. */
export interface Finished<T> {
  readonly outcome:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: ServiceError };
  readonly began: number;
  readonly ended: number;
}

/** One run of a race: a service over a store, and a schedule between the two. */
export interface Race {
  /** Calls whose operations on the store begin and answer when the schedule says. */
  readonly users: Client<typeof UserService>;
  /** The same service without a schedule: to prepare and to look. */
  readonly directly: Client<typeof UserService>;
  /** The store itself. */
  readonly store: UserStore;
  /** The store as the service has it: what it does begins and answers when the schedule says. */
  readonly scheduledStore: UserStore;
  /** Where the log began. */
  readonly start: LogPosition;
  /** Whether the store gives ids in the order of its log. */
  readonly idsAscend: boolean;
  readonly writes: WriteRecord;
  /** The last time given to any write, in Unix seconds. Every write has a second of its own. */
  nowSeconds(): bigint;
  /** Waits until the schedule says. */
  pause(label: string): Promise<void>;
  /** Begins a call when the schedule says. Rejects only if it fails with no `ServiceError`. */
  begin<T>(label: string, work: () => Promise<T>): Promise<Finished<T>>;
  /** Runs the schedule until all of these have settled. Fails if they never do. */
  finish<T>(works: readonly Promise<T>[]): Promise<T[]>;
}

/** What a run is made of. */
export interface RaceOptions {
  readonly scheduler: fc.Scheduler;
  readonly fates: readonly HintFate[];
  /** How many hints come for nothing. */
  readonly spuriousHints: number;
  /** How many times the feed's poll comes while there are other things to do. */
  readonly polls: number;
}
