import { expect, it } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import type { CallOptions, Client } from "../rpc/client.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { PasswordHasher } from "./password.ts";
import { createUserService } from "./user-service.ts";

type Users = Client<typeof UserService>;

const ada = { email: "ada@example.com", name: "Ada", password: "correct horse" };
const requestId = "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6b";

/** A service with a user, whose hasher then works until its signal aborts. */
async function start() {
  const isAsked = Promise.withResolvers<AbortSignal | undefined>();
  let isSlow = false;
  async function work<T>(result: T, signal: AbortSignal | undefined): Promise<T> {
    if (!isSlow) return result;
    isAsked.resolve(signal);
    return new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }
  const hasher: PasswordHasher = {
    hash: (password, { signal } = {}) => work(`$test$${password}`, signal),
    verify: (_password, _hash, { signal } = {}) => work(true, signal),
  };
  const { services } = createUserService({ store: createMemoryStore(), hasher });
  const users = createInProcessClient(UserService, services);
  const { id } = await users.createUser({ ...ada, requestId });
  await users.verifyPassword({ email: ada.email, password: ada.password });
  isSlow = true;
  return { users, id, asked: isAsked.promise };
}

async function* streamOf<T>(entry: T): AsyncGenerator<T> {
  yield entry;
}

const bob = { ...ada, email: "bob@example.com" };
const calls: Record<string, (users: Users, options: CallOptions, id: number) => Promise<unknown>> =
  {
    CreateUser: (users, options) => users.createUser(bob, options),
    "CreateUser, sent again": (users, options) => users.createUser({ ...ada, requestId }, options),
    UpdateUser: (users, options, id) =>
      users.updateUser({ user: { id }, password: "other horse" }, options),
    BatchCreateUsers: (users, options) => users.batchCreateUsers(streamOf(bob), options),
    "BatchCreateUsers, sent again": (users, options) =>
      users.batchCreateUsers(streamOf({ ...ada, requestId }), options),
    VerifyPassword: (users, options) =>
      users.verifyPassword({ email: ada.email, password: ada.password }, options),
  };

it.each(Object.keys(calls))("tells the hasher when the caller of %s has gone", async (name) => {
  const { users, id, asked } = await start();
  const leaving = new AbortController();
  const call = calls[name]?.(users, { signal: leaving.signal }, id);
  const signal = await asked;
  expect(signal?.aborted).toBe(false);
  leaving.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  expect(signal?.aborted).toBe(true);
});
