import { onTestFinished } from "vitest";
import { createFakeUserService } from "../create-fake-user-service.ts";
import { collect, streamOf } from "../streams.ts";
import type { FakeUserService, FakeUserServiceOptions } from "./fake-user-service.ts";

/** The user that a started fake has. */
export const ada = { email: "ada@example.com", name: "Ada" };
/** A user that it has not. */
export const bob = { email: "bob@example.com", name: "Bob" };

/** A fake that is closed when the test is over. */
export async function start(
  options: FakeUserServiceOptions = { users: [ada] },
): Promise<FakeUserService> {
  const fake = await createFakeUserService(options);
  onTestFinished(fake.close);
  return fake;
}

type Users = FakeUserService["users"];
type Options = Parameters<Users["getUser"]>[1];

/** A call of each kind of RPC, which succeeds, with the one request message that all of them send. */
export const everyKind = [
  {
    method: "getUser",
    call: (users: Users, options?: Options) => users.getUser({ userId: 1 }, options),
    request: { userId: 1 },
  },
  {
    method: "watchUserUpdates",
    call: (users: Users, options?: Options) =>
      collect(users.watchUserUpdates({ userId: 1 }, options)),
    request: { userId: 1 },
  },
  {
    method: "batchCreateUsers",
    call: (users: Users, options?: Options) => users.batchCreateUsers(streamOf(bob), options),
    request: bob,
  },
  {
    method: "syncUsers",
    call: (users: Users, options?: Options) =>
      collect(users.syncUsers(streamOf({ userId: 1 }), options)),
    request: { userId: 1 },
  },
] as const;
