import type { MessageShape } from "@bufbuild/protobuf";
import type { BoundService, Client, Middleware, UserService, UserStore } from "@org/user-core";
import type { CallOfAnyService } from "./call-entry.ts";
import type { Failure } from "./injected-error.ts";
import type { TestClock } from "./test-clock.ts";

/** An RPC of the user service: `getUser`, `createUser`, … */
export type UserMethod = keyof typeof UserService.method;

/** One call as the fake has seen it. What it holds are copies. */
export interface RecordedCall<M extends UserMethod> extends CallOfAnyService {
  readonly method: M;
  readonly requests: readonly MessageShape<(typeof UserService.method)[M]["input"]>[];
  readonly responses: readonly MessageShape<(typeof UserService.method)[M]["output"]>[];
}

/** A recorded call of any RPC; its `method` tells which messages it has. */
export type AnyRecordedCall = { readonly [M in UserMethod]: RecordedCall<M> }[UserMethod];

/** A user who is there from the start. */
export interface SeedUser {
  readonly email: string;
  readonly name: string;
  /** Default: none. */
  readonly password?: string;
  /** Default: `true`. `false` costs a revision, as with the service. */
  readonly isActive?: boolean;
}

/** Options of `createFakeUserService`. */
export interface FakeUserServiceOptions {
  /** Users to start with: they get the ids 1, 2, … Default: none. */
  readonly users?: readonly SeedUser[];
  /** The time at which the clock stands, in Unix milliseconds. Default: the start of 2026, UTC. */
  readonly nowMs?: number;
  /** Middleware round every call, as in `createUserService`; what is injected happens inside of it. Default: none. */
  readonly middleware?: readonly Middleware[];
}

/** How often something injected happens. */
export interface FaultOptions {
  /** To so many calls, one after another; `Infinity` until `reset`. Default: 1. */
  readonly times?: number;
}

/** How a call breaks. */
export interface BreakOptions extends FaultOptions {
  /** Which messages are counted, what the caller sends or what it gets. Default: `responses`. */
  readonly counting?: "requests" | "responses";
}

/**
 * The user service for tests of code that calls it.
 *
 * Failures planned for one RPC come to its calls one after another, and so do
 * delays; a call that has both waits, then fails. A name that is no RPC's or no
 * option's is a TypeError, a number that makes no sense a RangeError, where it is planned.
 */
export interface FakeUserService {
  /** For the code under test. */
  readonly users: Client<typeof UserService>;
  /** The same service for a transport, should the code under test need an address. */
  readonly services: readonly BoundService[];
  /** Behind the service. What is written to it is seen by the service. */
  readonly store: UserStore;
  /** Gives the service its time, and counts injected delays. Deadlines are of real time, as ever. */
  readonly clock: TestClock;
  /** The next call of this RPC fails, and its handler is not called. */
  failNext(method: UserMethod, failure: Failure, options?: FaultOptions): void;
  /** The next call of this RPC gets to its handler when the clock was advanced by so many milliseconds. */
  delayNext(method: UserMethod, delayMs: number, options?: FaultOptions): void;
  /**
   * The next call of this RPC fails once so many messages are through: a stream
   * that breaks; with 0 as soon as its response headers are out. What came
   * before the break arrives. A unary call, with 1 too, has done its work and
   * loses its answer. A call that ends with fewer messages is none the worse.
   */
  breakNext(
    method: UserMethod,
    afterMessages: number,
    failure: Failure,
    options?: BreakOptions,
  ): void;
  /** All calls since the start or the last `reset`, in the order they began; grows with each. */
  readonly calls: readonly AnyRecordedCall[];
  /** The calls of one RPC so far. */
  callsTo<M extends UserMethod>(method: M): readonly RecordedCall<M>[];
  /**
   * The first call of this RPC that it has not given yet; waits for one to
   * begin. Where there is one request, it is there.
   */
  nextCall<M extends UserMethod>(method: M): Promise<RecordedCall<M>>;
  /** Forgets what is injected and recorded. Users, clock and calls under way stay. */
  reset(): void;
  /** Ends every call with UNAVAILABLE, as a server does that shuts down, those to come too, and closes the store. */
  close(): Promise<void>;
}
