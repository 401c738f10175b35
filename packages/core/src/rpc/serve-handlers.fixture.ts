import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { type BindOptions, bind } from "./bind.ts";
import type { Client } from "./client.ts";
import type { Handlers } from "./handlers.ts";
import { createInProcessClient } from "./in-process-client.ts";
import { isServiceError, ServiceError } from "./service-error.ts";

type UserHandlers = Handlers<typeof UserService>;

/** A client of these handlers in this process; RPCs without one answer UNIMPLEMENTED. */
export function serveHandlers(
  handlers: Partial<UserHandlers>,
  options: BindOptions = {},
): Client<typeof UserService> {
  const service = bind(UserService, { ...unimplemented, ...handlers }, options);
  return createInProcessClient(UserService, [service]);
}

function refuse(): never {
  throw new ServiceError("UNIMPLEMENTED", "not part of this test");
}

/** Handlers of which each refuses. */
export const unimplemented: UserHandlers = {
  getUser: refuse,
  createUser: refuse,
  listUsers: refuse,
  watchUserUpdates: refuse,
  batchCreateUsers: refuse,
  syncUsers: refuse,
  getUserByEmail: refuse,
  updateUser: refuse,
  deleteUser: refuse,
  verifyPassword: refuse,
  watchUsers: refuse,
};

/** All messages of a stream. */
export async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

/** What a call fails with; throws if it does not. */
export async function failureOf(
  call: Promise<unknown> | AsyncIterable<unknown>,
): Promise<ServiceError> {
  const result = Symbol.asyncIterator in call ? collect(call) : call;
  const error: unknown = await result.then(
    () => new TypeError("expected a failure"),
    (failure: unknown) => failure,
  );
  if (!isServiceError(error)) throw error;
  return error;
}

/** A request stream that gives these messages and then neither more nor its end. */
export async function* openStream<T>(...messages: readonly T[]): AsyncGenerator<T, void> {
  yield* messages;
  await new Promise(() => {});
}

/** Waits until all that is ready to run has run, timers aside. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
