import type { MessageShape } from "@bufbuild/protobuf";
import {
  type BoundService,
  type Client,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  createWebCryptoHasher,
  type Middleware,
  ServiceError,
  UserService,
  type UserStore,
} from "@org/user-core";
import { type Failure, injectedError } from "./fake/injected-error.ts";
import { type Observer, observeService } from "./fake/observe-service.ts";
import { createPlannedFaults, type PlannedFault } from "./fake/planned-faults.ts";
import { type AnyRecordedCall, createRecordedCalls } from "./fake/recorded-calls.ts";
import { createTestClock, type TestClock } from "./fake/test-clock.ts";

/** An RPC of the user service: `getUser`, `createUser`, … */
export type UserMethod = keyof typeof UserService.method;

/** One call as the fake has seen it. What it holds are copies. */
export interface RecordedCall<M extends UserMethod = UserMethod> extends AnyRecordedCall {
  readonly method: M;
  readonly requests: readonly MessageShape<(typeof UserService.method)[M]["input"]>[];
  readonly responses: readonly MessageShape<(typeof UserService.method)[M]["output"]>[];
}

/** A user who is there from the start. */
export interface SeedUser {
  readonly email: string;
  readonly name: string;
  /** Default: none. */
  readonly password?: string;
  /** Default: `true`. `false` costs a revision, as with the service. */
  readonly isActive?: boolean;
}

/** Options of {@link createFakeUserService}. */
export interface FakeUserServiceOptions {
  /** Users to start with: they get the ids 1, 2, … Default: none. */
  readonly users?: readonly SeedUser[];
  /** The time at which the clock stands, in Unix milliseconds. Default: the start of 2026, UTC. */
  readonly nowMs?: number;
  /** Middleware round every call, as in `createUserService`. Default: none. */
  readonly middleware?: readonly Middleware[];
}

/** How often a fault happens. */
export interface FaultOptions {
  /** To so many calls, one after another; `Infinity` until `reset`. Default: 1. */
  readonly times?: number;
}

/** The user service for tests of code that calls it. */
export interface FakeUserService {
  /** For the code under test. */
  readonly users: Client<typeof UserService>;
  /** The same service for a transport, should the code under test need an address. */
  readonly services: readonly BoundService[];
  /** Behind the service. What is written to it is seen by the service. */
  readonly store: UserStore;
  /** Gives the service its time, and counts injected delays. */
  readonly clock: TestClock;
  /** The next call of this RPC fails before its handler is called. */
  failNext(method: UserMethod, failure: Failure, options?: FaultOptions): void;
  /** The next call of this RPC waits until the clock was advanced by so many milliseconds. */
  delayNext(method: UserMethod, ms: number, options?: FaultOptions): void;
  /**
   * The next call of this RPC fails once it has sent so many response messages:
   * a stream that breaks; with 1 for a unary call, an answer that is lost
   * although the service has done its work.
   */
  breakNext(
    method: UserMethod,
    afterMessages: number,
    failure: Failure,
    options?: FaultOptions,
  ): void;
  /** All calls since the start or the last `reset`, in the order they began; grows with each. */
  readonly calls: readonly RecordedCall[];
  /** The calls of one RPC. */
  callsTo<M extends UserMethod>(method: M): readonly RecordedCall<M>[];
  /** The first call of this RPC that it has not given yet; waits for one to begin. */
  nextCall<M extends UserMethod>(method: M): Promise<RecordedCall<M>>;
  /** Forgets faults and recorded calls. Users, clock and calls under way stay. */
  reset(): void;
  /** Ends every call with UNAVAILABLE, those to come too, and closes the store. */
  close(): Promise<void>;
}

const startOf2026Ms = 1_767_225_600_000;

/**
 * The real user service over the memory store, in process: only the wire is
 * gone. Time stands still, failures come when they are asked for, calls are
 * recorded. Messages cross by value: nothing that a test holds is the service's.
 *
 * @throws the ServiceError of a seed that CreateUser refuses.
 * @example
 * const fake = await createFakeUserService({ users: [{ email: "ada@example.com", name: "Ada" }] });
 * fake.failNext("getUser", "UNAVAILABLE");
 * await codeUnderTest(fake.users);
 * assert.equal(fake.callsTo("getUser").length, 2);
 */
export async function createFakeUserService(
  options: FakeUserServiceOptions = {},
): Promise<FakeUserService> {
  const { users: seeds = [], nowMs = startOf2026Ms, middleware = [] } = options;
  const store = createMemoryStore();
  const clock = createTestClock(nowMs);
  // Nobody's real password.
  const hasher = createWebCryptoHasher({ iterations: 1 });
  await seed(seeds, createUserService({ store, hasher, now: clock.now }).services);
  const real = createUserService({ store, hasher, middleware, now: clock.now });
  const calls = createRecordedCalls();
  const faults = createPlannedFaults();
  const observer: Observer = { clock, faults, calls, active: new Set() };
  const services = real.services.map((service) => observeService(service, observer));

  function plan(method: UserMethod, fault: PlannedFault, { times = 1 }: FaultOptions = {}): void {
    requireMethod(method);
    // Now, not in the middle of the code under test.
    if (fault.failure !== undefined) injectedError(fault.failure);
    faults.plan(method, fault, times);
  }

  function callsTo<M extends UserMethod>(method: M): readonly RecordedCall<M>[] {
    requireMethod(method);
    return calls.all.filter((call): call is RecordedCall<M> => call.method === method);
  }

  return {
    users: createInProcessClient(UserService, services),
    services,
    store,
    clock,
    failNext: (method, failure, times) => plan(method, { failure }, times),
    delayNext: (method, delayMs, times) => plan(method, { delayMs }, times),
    breakNext: (method, afterMessages, failure, times) =>
      plan(method, { failure, afterMessages }, times),
    // Whatever is recorded is a call of this service.
    calls: calls.all as readonly RecordedCall[],
    callsTo,
    async nextCall<M extends UserMethod>(method: M) {
      requireMethod(method);
      return (await calls.next(method)) as RecordedCall<M>;
    },
    reset() {
      faults.clear();
      calls.clear();
    },
    async close() {
      faults.clear();
      for (const method of UserService.methods) {
        faults.plan(method.localName, { failure: closed() }, Number.POSITIVE_INFINITY);
      }
      for (const call of observer.active) call.cancel(closed());
      await store.close();
    },
  };
}

async function seed(users: readonly SeedUser[], services: readonly BoundService[]): Promise<void> {
  const client = createInProcessClient(UserService, services);
  for (const { email, name, password = "", isActive = true } of users) {
    const { id } = await client.createUser({ email, name, password });
    if (isActive) continue;
    const updateMask = { paths: ["is_active"] };
    await client.updateUser({ user: { id, isActive }, updateMask });
  }
}

function requireMethod(method: string): void {
  if (!Object.hasOwn(UserService.method, method)) {
    throw new TypeError(`${method} is no RPC of the user service`);
  }
}

function closed(): ServiceError {
  return new ServiceError("UNAVAILABLE", "The fake is closed", { reason: "SHUTTING_DOWN" });
}
