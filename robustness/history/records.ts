import type { Micros } from "./clock.ts";

/** A user as histories have it. */
export interface UserState {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly revision: number;
}

/** A user to be created. The name is of no other write. */
export interface NewUserEntry {
  readonly requestId: string;
  readonly email: string;
  readonly name: string;
}

/** New values of one to three fields. A name is of no other write. */
export interface FieldValues {
  readonly name?: string;
  readonly email?: string;
  readonly isActive?: boolean;
}

/** What a writer asks for. */
export type Write =
  | { readonly op: "create"; readonly entries: readonly NewUserEntry[]; readonly isBatch: boolean }
  | {
      readonly op: "update";
      readonly userId: number;
      readonly fields: FieldValues;
      readonly expectedRevision?: number;
    }
  | { readonly op: "delete"; readonly userId: number; readonly expectedRevision?: number };

/** What became of one entry of a create. */
export type EntryResult =
  | { readonly is: "ok"; readonly user: UserState }
  | { readonly is: "refused"; readonly code: string; readonly reason: string };

/** What a writer was told. */
export type WriteResult =
  | { readonly is: "created"; readonly entries: readonly EntryResult[] }
  | { readonly is: "updated"; readonly user: UserState }
  | { readonly is: "deleted" }
  /** Nothing was written. */
  | { readonly is: "refused"; readonly code: string; readonly reason: string }
  /** Written or not: nobody knows but the store. */
  | { readonly is: "unknown"; readonly code: string; readonly reason: string };

/** A record of a writer. An attempt without an outcome: the writer was killed in between. */
export type WriterRecord =
  | {
      readonly kind: "attempt";
      readonly id: string;
      readonly start: Micros;
      readonly write: Write;
    }
  | {
      readonly kind: "outcome";
      readonly id: string;
      readonly end: Micros;
      readonly result: WriteResult;
    };

/** A call that changes nothing, and what came of it: OK, or the code of its error. */
export interface ReadRecord {
  readonly kind: "read";
  readonly start: Micros;
  readonly end: Micros;
  readonly code: string;
  readonly reason: string;
}

/** What a message of a watch tells. */
export type WatchEvent =
  | { readonly is: "existing" | "created"; readonly user: UserState }
  | {
      readonly is: "updated";
      readonly userId: number;
      readonly revision: number;
      readonly field: string;
      readonly oldValue: string;
      readonly newValue: string;
    }
  | { readonly is: "deleted"; readonly userId: number }
  | { readonly is: "heartbeat" };

/** Whom a watch follows. */
export type Watched = "everybody" | number;

/** A record of a watch. */
export type WatchRecord =
  /** What follows has nothing to do with what came before: a first start, or the log was pruned. */
  | { readonly kind: "anew"; readonly at: Micros }
  | {
      readonly kind: "open";
      readonly stream: string;
      readonly at: Micros;
      readonly whom: Watched;
      /** A token, for a user a revision; empty for from now on. */
      readonly after: string;
      readonly includeExisting: boolean;
    }
  | {
      readonly kind: "got";
      readonly stream: string;
      readonly at: Micros;
      /** Goes on after this message. */
      readonly after: string;
      readonly event: WatchEvent;
    }
  | {
      readonly kind: "end";
      readonly stream: string;
      readonly at: Micros;
      /** OK if the server ended it without an error. */
      readonly code: string;
      readonly reason: string;
      readonly message: string;
    }
  /** Has everything there was when all writers had ended. */
  | { readonly kind: "reached"; readonly at: Micros };
