import {
  type Client,
  createInProcessClient,
  createUserService,
  type PasswordHasher,
  UserService,
  type UserStore,
} from "@org/user-core";

/** A clock that goes a second further whenever it is read, so that no two writes share one. */
export interface RaceClock {
  /** Reads it, in Unix milliseconds. */
  now(): number;
  /** What was read last, in Unix seconds. */
  nowSeconds(): bigint;
}

/** Not about the strength of hashes; and nothing outside of the schedule may take time. */
const hasher: PasswordHasher = {
  hash: async (password) => `$plain$${password}`,
  verify: async (password, hash) => hash === `$plain$${password}`,
};

/** Makes a clock. */
export function raceClock(): RaceClock {
  let second = 1_790_000_000;
  return {
    now() {
      second += 1;
      return second * 1_000;
    },
    nowSeconds: () => BigInt(second),
  };
}

/** A client, in process, of a service that sets no timer but the poll of its feed. */
export function raceClient(
  store: UserStore,
  { now }: RaceClock,
  pollIntervalMs: number,
): Client<typeof UserService> {
  const never = { unaryTimeoutMs: Number.POSITIVE_INFINITY };
  const { services } = createUserService({ store, hasher, now, pollIntervalMs, ...never });
  const options = { ...never, clientStreamingTimeoutMs: Number.POSITIVE_INFINITY };
  return createInProcessClient(UserService, services, options);
}
