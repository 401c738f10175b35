import type { User, UserUpdate } from "../gen/userservice/v1/user_service_pb.ts";

/** A user about to be stored. */
export interface NewUser {
  /** The user, with id 0: the store assigns one. */
  readonly user: User;
  /** Canonical form of the email, unique in the store. */
  readonly emailKey: string;
  /** `undefined` for a user without a password. */
  readonly passwordHash: string | undefined;
  /** Remembered with the user so that the same request can be recognised. */
  readonly requestId: string | undefined;
}

/** What became of one entry of `insert`. */
export type InsertOutcome =
  | { readonly kind: "created"; readonly user: User }
  | { readonly kind: "email_taken" }
  | { readonly kind: "replayed"; readonly request: RememberedRequest };

/** What the first call with a request id stored. */
export interface RememberedRequest {
  readonly userId: number;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | undefined;
}

/** What a sign-in needs to know of a user. */
export interface Credentials {
  readonly user: User;
  /** `undefined` for a user without a password. */
  readonly passwordHash: string | undefined;
}

/** The next state of a user. */
export interface UserChange {
  /** The whole user as it shall be, its revision raised by the number of updates. */
  readonly next: User;
  /** Canonical form of the next email. */
  readonly emailKey: string;
  /** The next hash; `null` for none from now on; `undefined` to keep the present one. */
  readonly passwordHash?: string | null | undefined;
  /** Applied only if the stored user is at this revision. */
  readonly expectedRevision: bigint;
  /** One for each changed field, in revision order, the last at `next.revision`. */
  readonly updates: readonly UserUpdate[];
}

/** What became of a `replace`. */
export type ReplaceOutcome = "applied" | "revision_mismatch" | "email_taken";

/** The updates of one user after a revision. */
export type UserUpdates =
  | {
      readonly kind: "updates";
      /** Without gaps from the revision asked for, or from 2 (1 is the creation). */
      readonly updates: readonly UserUpdate[];
      /** Whether the user is deleted and nothing follows these. */
      readonly ended: boolean;
    }
  /** The log no longer holds what follows the revision. */
  | { readonly kind: "expired" }
  /** The user has not reached the revision. */
  | { readonly kind: "ahead"; readonly revision: bigint }
  /** No such user, and nothing of it in the log. */
  | { readonly kind: "unknown" };

/** A place in the log of all users. Made and understood by its store alone. */
export type LogPosition = string;

/** One change of one user. */
export type UserChangeEvent =
  | { readonly kind: "created"; readonly userId: number; readonly user: User }
  | { readonly kind: "updated"; readonly userId: number; readonly update: UserUpdate }
  | { readonly kind: "deleted"; readonly userId: number; readonly update: UserUpdate };

/** One change of one user, in the log of all. */
export type UserEvent = UserChangeEvent & {
  /** After the write that the event is of: all events of a `replace` have the same. */
  readonly position: LogPosition;
};

/** Changes of all users after a position. */
export type UserEvents =
  | {
      readonly kind: "events";
      /** In commit order, without gaps, the events of one write always together. */
      readonly events: readonly UserEvent[];
      /** The position of the last of them; without any, the one asked for. */
      readonly position: LogPosition;
    }
  /** The log no longer holds what follows the position. */
  | { readonly kind: "expired" }
  /** The log never reached the position. */
  | { readonly kind: "ahead" };

/** A page of users, and what position of the log it is of. */
export interface UserSnapshot {
  /** By id, ascending. Fewer than asked for: these were the last. */
  readonly users: readonly User[];
  /** Every change up to it is in the users. */
  readonly position: LogPosition;
  /**
   * Changes after the position that are in the users too: by user id, the
   * revision of the last such change, which may be a deletion. Covers the ids
   * of the page; of the last page, all that follow. Empty where a page is of
   * exactly one position.
   */
  readonly ahead: ReadonlyMap<number, bigint>;
}

/** A page by id: after an id, which costs the same at any depth, or by offset, which does not. */
export type PageQuery =
  | { readonly afterId: number; readonly limit: number }
  | { readonly offset: number; readonly limit: number };

/** For whom an operation is done: a call, mostly. */
export interface Caller {
  /** Aborted when nobody waits for the answer any more. Reading it may cost a little: `Call` makes it then. */
  readonly signal: AbortSignal;
}

/** What `prune` may forget. */
export interface PruneOptions {
  /** Events that happened before this, in Unix seconds. */
  readonly eventsBefore: bigint;
  /** Request ids remembered before this, in Unix seconds. */
  readonly requestIdsBefore: bigint;
}

/**
 * The only thing between handlers and a database.
 *
 * A store neither authorizes nor validates. It fails with `ServiceError` only:
 * UNAVAILABLE with `retryAfterMs` when the database is out of reach, busy or
 * closed, RESOURCE_EXHAUSTED when it is full, FAILED_PRECONDITION when it is
 * another application's or not migrated, DATA_LOSS when it is damaged. An
 * acknowledged write is durable. What it returns is the caller's to read, not
 * to change.
 *
 * A store that waits for somebody else, a server or a lock, begins nothing for a
 * `caller` whose signal is aborted, and may break off a read then: it rejects
 * with the signal's reason. A write that has begun goes on.
 */
export interface UserStore {
  /** The users in the order of the ids, `undefined` for the missing; one round trip. */
  get(ids: readonly number[], caller?: Caller): Promise<(User | undefined)[]>;
  /** The user with this canonical email. */
  getByEmail(emailKey: string, caller?: Caller): Promise<User | undefined>;
  /** The user with this canonical email, and the hash of its password; nothing else gives hashes. */
  credentials(emailKey: string, caller?: Caller): Promise<Credentials | undefined>;
  /** A page of users by id, ascending. */
  list(query: PageQuery, caller?: Caller): Promise<User[]>;
  /** How many users there are: exact, without scanning. */
  count(caller?: Caller): Promise<number>;
  /**
   * Each entry all or nothing together with its event and its request id; a
   * taken email or a replayed request id is an outcome of that entry, not an
   * error; one commit for the batch. Ids are positive, increasing, never reused.
   */
  insert(entries: readonly NewUser[], caller?: Caller): Promise<InsertOutcome[]>;
  /** What the first call with this request id stored, while it is remembered. */
  findRequest(requestId: string, caller?: Caller): Promise<RememberedRequest | undefined>;
  /** Applied whole with its events, or nothing if the revision no longer holds or the email is taken. */
  replace(change: UserChange, caller?: Caller): Promise<ReplaceOutcome>;
  /**
   * Puts another hash of the same password in place of a hash, unless the user
   * has a different one by now. No change of the user: no event, no revision.
   */
  replaceHash(userId: number, presentHash: string, nextHash: string): Promise<boolean>;
  /** Deletes the user and appends the update, or does nothing and returns `false` if the revision no longer holds. */
  remove(
    userId: number,
    expectedRevision: bigint,
    update: UserUpdate,
    caller?: Caller,
  ): Promise<boolean>;
  /** One user's updates after a revision, in order, without gaps, at most `limit`. */
  userUpdates(
    userId: number,
    afterRevision: bigint,
    limit: number,
    caller?: Caller,
  ): Promise<UserUpdates>;
  /**
   * Everybody's changes after a position, in commit order, without gaps, at most
   * `limit`. A write is never cut: a page ends before one that does not fit, and
   * holds one that is larger than the limit by itself.
   *
   * An acknowledged write shows at the latest once every transaction that was
   * under way at the time has ended: in a store whose writers do not wait for
   * each other, the log follows their commits after a moment.
   */
  events(after: LogPosition, limit: number, caller?: Caller): Promise<UserEvents>;
  /** The position after the last change that `events` shows so far. */
  head(caller?: Caller): Promise<LogPosition>;
  /** The users after an id, by id, at most `limit`, and the position of the log that they are of. */
  snapshot(afterId: number, limit: number, caller?: Caller): Promise<UserSnapshot>;
  /**
   * Calls back, perhaps too often, perhaps late, when there may be new events,
   * also those of other processes where the store can know. Returns how to stop.
   */
  onHint(listener: () => void): () => void;
  /** Forgets old events and request ids. Forgets only from the log's beginning. */
  prune(options: PruneOptions): Promise<void>;
  /** 32 random bytes made with the store, the same for every process that opens it. Key page tokens. */
  secret(): Promise<Uint8Array>;
  /** Makes or upgrades the schema. Safe to run from many processes at once. */
  migrate(): Promise<void>;
  /** Resolves if the store can serve. */
  check(): Promise<void>;
  /** Finishes what was begun, loses nothing acknowledged, and closes. */
  close(): Promise<void>;
}
