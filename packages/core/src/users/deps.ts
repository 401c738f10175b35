import type { AttemptLimit } from "./attempt-limit.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { PasswordHasher } from "./password.ts";
import type { UserStore } from "./user-store.ts";

/** What the handlers of the user service work with. */
export interface UserServiceDeps {
  readonly store: UserStore;
  readonly hasher: PasswordHasher;
  readonly attempts: AttemptLimit;
  readonly feed: ChangeFeed;
  /** The present time in Unix seconds. */
  readonly nowSeconds: () => bigint;
}
