import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  createWebCryptoHasher,
  UserService,
} from "@org/user-core";
import type {
  AnyRecordedCall,
  BreakOptions,
  FakeUserService,
  FakeUserServiceOptions,
  FaultOptions,
  RecordedCall,
  UserMethod,
} from "./fake/fake-user-service.ts";
import { type Failure, injectedError } from "./fake/injected-error.ts";
import { createObserver, observeService } from "./fake/observe-service.ts";
import { type OptionNames, refuseUnknown } from "./fake/refuse-unknown.ts";
import { seedUsers } from "./fake/seed-users.ts";
import { createTestClock } from "./fake/test-clock.ts";

const startOf2026Ms = 1_767_225_600_000;

const fakeOptions: OptionNames<FakeUserServiceOptions> = {
  users: true,
  nowMs: true,
  middleware: true,
};
const faultOptions: OptionNames<FaultOptions> = { times: true };
const breakOptions: OptionNames<BreakOptions> = { times: true, counting: true };

/**
 * The real user service over the memory store, in process: only the wire is
 * gone. Time stands still, failures come when they are asked for, calls are
 * recorded. Messages cross by value: nothing that a test holds is the service's.
 * A promise, so that a seed which is refused fails here, not in the first call.
 *
 * @throws the ServiceError of a seed that CreateUser refuses; a TypeError for an
 *   option that there is not.
 * @example
 * const fake = await createFakeUserService({ users: [{ email: "ada@example.com", name: "Ada" }] });
 * fake.failNext("getUser", "UNAVAILABLE");
 * await codeUnderTest(fake.users);
 * assert.equal(fake.callsTo("getUser").length, 2);
 */
export async function createFakeUserService(
  options: FakeUserServiceOptions = {},
): Promise<FakeUserService> {
  refuseUnknown(options, fakeOptions, "createFakeUserService");
  const { users: seeds = [], nowMs = startOf2026Ms, middleware } = options;
  const store = createMemoryStore();
  const clock = createTestClock(nowMs);
  // Nobody's real password. Hashes of any algorithm are taken, as by a server that knows them all.
  const { accepts: _, ...hasher } = createWebCryptoHasher({ iterations: 1 });
  const real = createUserService({ store, hasher, now: clock.now });
  await seedUsers(seeds, real.services);
  const observer = createObserver(clock, middleware);
  const { calls, delays, failures, live } = observer;
  const services = real.services.map((service) => observeService(service, observer));

  function failNext(method: UserMethod, failure: Failure, options: FaultOptions = {}): void {
    refuseUnknown(options, faultOptions, "failNext");
    const { times = 1 } = options;
    failures.add(requireMethod(method), { error: injectedError(failure) }, times);
  }

  function breakNext(
    method: UserMethod,
    afterMessages: number,
    failure: Failure,
    options: BreakOptions = {},
  ): void {
    refuseUnknown(options, breakOptions, "breakNext");
    const { times = 1, counting = "responses" } = options;
    if (counting !== "requests" && counting !== "responses") {
      throw new TypeError(`${String(counting)} are no messages to count`);
    }
    const messages = requireCount(afterMessages);
    const error = injectedError(failure);
    failures.add(requireMethod(method), { error, messages, counting }, times);
  }

  function delayNext(method: UserMethod, delayMs: number, options: FaultOptions = {}): void {
    refuseUnknown(options, faultOptions, "delayNext");
    const { times = 1 } = options;
    delays.add(requireMethod(method), requireDelay(delayMs), times);
  }

  return {
    users: createInProcessClient(UserService, services),
    services,
    store,
    clock,
    failNext,
    delayNext,
    breakNext,
    // Whatever is recorded is a call of this service.
    calls: calls.all as readonly AnyRecordedCall[],
    callsTo<M extends UserMethod>(method: M) {
      requireMethod(method);
      return calls.all.filter((call): call is RecordedCall<M> => call.method === method);
    },
    async nextCall<M extends UserMethod>(method: M) {
      return (await calls.next(requireMethod(method))) as RecordedCall<M>;
    },
    reset() {
      delays.clear();
      failures.clear();
      calls.clear();
    },
    async close() {
      live.close();
      await store.close();
    },
  };
}

function requireMethod(method: string): string {
  if (Object.hasOwn(UserService.method, method)) return method;
  throw new TypeError(`${String(method)} is no RPC of the user service`);
}

function requireCount(messages: number): number {
  if (Number.isInteger(messages) && messages >= 0) return messages;
  throw new RangeError(`${messages} is no number of messages`);
}

function requireDelay(ms: number): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new RangeError(`${ms} is no number of milliseconds`);
}
