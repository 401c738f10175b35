import type { Micros } from "../history/clock.ts";
import type { UserState, WatchEvent, Watched, Write, WriteResult } from "../history/records.ts";
import type { LogRow } from "../stores/dump.ts";

/** One attempt of a writer. */
export interface Attempt {
  readonly id: string;
  readonly start: Micros;
  readonly write: Write;
  /** `undefined` if the writer was killed before it knew. */
  readonly end?: Micros | undefined;
  readonly result?: WriteResult | undefined;
}

/** All that is known of a run but what its watches were told. */
export interface RunHistory {
  readonly attempts: readonly Attempt[];
  readonly log: readonly LogRow[];
  /** The users at the end, by id. */
  readonly users: readonly UserState[];
  /** How many there are, as the store keeps it. */
  readonly count: number;
  /** The `total` of ListUsers at the end. */
  readonly total: number;
  readonly requests: readonly (readonly [requestId: string, userId: number])[];
}

/** A message of a stream. */
export interface Message {
  readonly at: Micros;
  readonly after: string;
  readonly event: WatchEvent;
}

/** One call of a watch. */
export interface Stream {
  readonly name: string;
  readonly at: Micros;
  readonly whom: Watched;
  readonly after: string;
  readonly includeExisting: boolean;
  readonly messages: readonly Message[];
  /** `undefined` if its receiver was killed, or has left it. */
  readonly end?:
    | { readonly code: string; readonly reason: string; readonly message: string }
    | undefined;
}

/** Streams of which each goes on where the one before it ended. */
export interface Chain {
  readonly streams: readonly Stream[];
  /** Whether it has everything there was at the end. */
  readonly isComplete: boolean;
}

/** All that one watch was told. */
export interface WatchHistory {
  readonly name: string;
  readonly chains: readonly Chain[];
  /** Whether its last chain has everything there was at the end. */
  readonly hasReachedEnd: boolean;
}
