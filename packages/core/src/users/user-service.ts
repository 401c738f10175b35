import { UserService as UnversionedUserService } from "../gen/userservice/user_service_pb.ts";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { type BindOptions, type BoundService, bind } from "../rpc/bind.ts";
import type { Handlers } from "../rpc/handlers.ts";
import { type AttemptLimit, createAttemptLimit } from "./attempt-limit.ts";
import { createChangeFeed } from "./change-feed.ts";
import type { UserServiceDeps } from "./deps.ts";
import { discreetHasher } from "./discreet-hasher.ts";
import { batchCreateUsers } from "./handlers/batch-create-users.ts";
import { createUser } from "./handlers/create-user.ts";
import { deleteUser } from "./handlers/delete-user.ts";
import { getUser } from "./handlers/get-user.ts";
import { getUserByEmail } from "./handlers/get-user-by-email.ts";
import { listUsers } from "./handlers/list-users.ts";
import { syncUsers } from "./handlers/sync-users.ts";
import { updateUser } from "./handlers/update-user.ts";
import { verifyPassword } from "./handlers/verify-password.ts";
import { watchUserUpdates } from "./handlers/watch-user-updates.ts";
import { watchUsers } from "./handlers/watch-users.ts";
import type { PasswordHasher } from "./password.ts";
import { requestSecrets } from "./request-secrets.ts";
import type { UserStore } from "./user-store.ts";
import { createWebCryptoHasher } from "./webcrypto-hasher.ts";

/** Options of {@link createUserService}. */
export interface UserServiceOptions extends BindOptions {
  /** Where the users are. Migrated, and closed by whoever made it. */
  readonly store: UserStore;
  /** Default: PBKDF2 of WebCrypto. */
  readonly hasher?: PasswordHasher;
  /** How often passwords may be tried. Default: counted in this process, see `createAttemptLimit`. */
  readonly attempts?: AttemptLimit;
  /** The present time in Unix milliseconds. Default: `Date.now`. */
  readonly now?: () => number;
  /** The log is read for watchers at least this often, in milliseconds. Default: 1,000. */
  readonly pollIntervalMs?: number;
}

/** A user service, ready to be served. */
export interface BoundUserService {
  /** `userservice.v1.UserService`, and the same under its unversioned name. */
  readonly services: readonly BoundService[];
}

/** All of them, as the type has them. */
const optionNames: Readonly<Record<keyof UserServiceOptions, true>> = {
  store: true,
  hasher: true,
  attempts: true,
  now: true,
  pollIntervalMs: true,
  middleware: true,
  admit: true,
  unaryTimeoutMs: true,
  requestIdleMs: true,
  secretsOf: true,
};

/** For who has no compiler: a service without its authentication, for a letter, lets everybody in. */
function checkOptions(options: UserServiceOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(optionNames, name));
  if (unknown !== undefined) throw new TypeError(`createUserService has no option ${unknown}`);
  if (options.store === undefined) throw new TypeError("createUserService needs a store");
}

/**
 * Makes the user service over a store, for any transport to serve.
 *
 * @throws TypeError for an option that there is not, and without a store.
 *
 * @example
 * const { services } = createUserService({ store: createMemoryStore() });
 * addServices(server, services); // @org/user-transport-grpc
 */
export function createUserService(options: UserServiceOptions): BoundUserService {
  checkOptions(options);
  const { store, hasher = createWebCryptoHasher(), now = Date.now, pollIntervalMs } = options;
  const { attempts = createAttemptLimit() } = options;
  const feed = createChangeFeed(store, { pollIntervalMs });
  const nowSeconds = () => BigInt(Math.floor(now() / 1000));
  const discreet = discreetHasher(hasher);
  const handlers = userHandlers({ store, hasher: discreet, attempts, feed, nowSeconds });
  // Not what somebody leaves undefined: then nothing would be withheld.
  const bindOptions = { ...options, secretsOf: options.secretsOf ?? requestSecrets };
  return {
    services: [
      bind(UserService, handlers, bindOptions),
      bind(UnversionedUserService, handlers, bindOptions),
    ],
  };
}

function userHandlers(deps: UserServiceDeps): Handlers<typeof UserService> {
  return {
    getUser: getUser(deps),
    createUser: createUser(deps),
    listUsers: listUsers(deps),
    watchUserUpdates: watchUserUpdates(deps),
    batchCreateUsers: batchCreateUsers(deps),
    syncUsers: syncUsers(deps),
    getUserByEmail: getUserByEmail(deps),
    updateUser: updateUser(deps),
    deleteUser: deleteUser(deps),
    verifyPassword: verifyPassword(deps),
    watchUsers: watchUsers(deps),
  };
}
