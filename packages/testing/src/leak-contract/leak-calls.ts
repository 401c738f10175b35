import type { CallOptions, Client, CreateUserRequest, UserService } from "@org/user-core";
import { collect, streamOf } from "../streams.ts";
import { canaries } from "./canaries.ts";

type Users = Client<typeof UserService>;
type LeakCall = (users: Users, options: CallOptions) => Promise<unknown>;

/** The user that is there before any call. */
export const adasId = 1;
export const adasEmail = "ada@example.com";

const { password, passwordHash } = canaries;
const requestId = "0b8f6c1e-7c59-4f0e-9f6b-3d1c2a4e5f60";
const name = "Canary";

const creates = {
  "a password": { email: "password@example.com", name, password },
  "an imported hash": { email: "hash@example.com", name, passwordHash },
  "a request id": { email: "request@example.com", name, password, requestId },
  "a request id again": { email: "request@example.com", name, password, requestId },
  "a request id and another password": {
    ...{ email: "request@example.com", name, requestId },
    password: `${password}-other`,
  },
  "a taken email": { email: adasEmail, name, password },
  "a password and a hash": { email: "both@example.com", name, password, passwordHash },
  "a password that is too long": { email: "long@example.com", name, password: password.repeat(9) },
  "a hash that is none": { email: "bad@example.com", name, passwordHash: `${passwordHash} ` },
  "a bad email": { email: "nowhere", name, password },
  "no name": { email: "nameless@example.com", password },
  "a bad request id": { email: "uuid@example.com", name, password, requestId: "1" },
} satisfies Record<string, Partial<CreateUserRequest>>;

const updates = {
  "a password": { user: { id: adasId }, password },
  "a password, by mask": { user: { id: adasId }, password, updateMask: { paths: ["password"] } },
  "a password and an unknown field": {
    ...{ user: { id: adasId }, password },
    updateMask: { paths: ["password", "password_hash"] },
  },
  "a password that is too long": { user: { id: adasId }, password: password.repeat(9) },
  "a password, at another revision": { user: { id: adasId }, password, expectedRevision: 99n },
  "a password of nobody": { user: { id: 2 ** 30 }, password },
  "a taken email": { user: { id: adasId, email: "bob@example.com" }, password },
};

const signIns = {
  "the right password": { email: adasEmail, password },
  "a wrong password": { email: adasEmail, password: `${password}-wrong` },
  "a password of nobody": { email: "nobody@example.com", password },
  "a password for an imported hash": { email: "hash@example.com", password },
  "a hash as password": { email: adasEmail, password: passwordHash },
  "a password that is too long": { email: adasEmail, password: password.repeat(9) },
  "a bad email": { email: "nowhere", password },
};

function named<R>(
  rpc: string,
  requests: Readonly<Record<string, R>>,
  call: (users: Users, request: R, options: CallOptions) => Promise<unknown>,
): [string, LeakCall][] {
  return Object.entries(requests).map(([what, request]) => [
    `${rpc} with ${what}`,
    (users, options) => call(users, request, options),
  ]);
}

/** What `ListUsers` and `WatchUsers` give to go on with, used as it is and spoiled. */
async function followPages(users: Users, options: CallOptions): Promise<unknown> {
  const first = await users.listUsers({ pageSize: 1 }, options);
  const next = await users.listUsers({ pageToken: first.nextPageToken }, options);
  return [first, next];
}

const rest: Record<string, LeakCall> = {
  getUser: (users, options) => users.getUser({ userId: adasId }, options),
  "getUser of nobody": (users, options) => users.getUser({ userId: -1 }, options),
  getUserByEmail: (users, options) => users.getUserByEmail({ email: adasEmail }, options),
  listUsers: followPages,
  "listUsers with a bad token": (users, options) =>
    users.listUsers({ pageToken: canaries.bearerToken }, options),
  batchCreateUsers: (users, options) =>
    users.batchCreateUsers(streamOf(...Object.values(creates)), options),
  "batchCreateUsers of others": (users, options) =>
    users.batchCreateUsers(
      streamOf({ ...creates["a password"], email: "batch@example.com" }),
      options,
    ),
  syncUsers: (users, options) =>
    collect(users.syncUsers(streamOf({ userId: adasId }, { userId: 2 }), options)),
  "watchUsers with a bad token": (users, options) =>
    collect(users.watchUsers({ resumeToken: canaries.bearerToken }, options)),
  "watchUserUpdates of nobody": (users, options) =>
    collect(users.watchUserUpdates({ userId: 2 ** 30 }, options)),
  deleteUser: (users, options) => users.deleteUser({ userId: adasId }, options),
};

/** Every RPC with canaries, wherever a request has room for one, in requests that are answered and refused. */
export const leakCalls: Readonly<Record<string, LeakCall>> = Object.fromEntries([
  ...named("createUser", creates, (users, request, options) => users.createUser(request, options)),
  ...named("updateUser", updates, (users, request, options) => users.updateUser(request, options)),
  ...named("verifyPassword", signIns, (users, request, options) =>
    users.verifyPassword(request, options),
  ),
  ...Object.entries(rest),
]);
