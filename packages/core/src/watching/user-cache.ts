import type { User, UserService } from "../gen/userservice/v1/user_service_pb.ts";
import type { Client } from "../rpc/client.ts";
import { headersNow, type ResumingOptions } from "../rpc/resume-stream.ts";
import { isServiceError, ServiceError } from "../rpc/service-error.ts";
import { sleep } from "../rpc/sleep.ts";
import { createFeedLag } from "./feed-lag.ts";
import { createUserCopy, type UserCopy } from "./user-copy.ts";
import { watchUsers } from "./watch-users.ts";

/** Options of {@link createUserCache}. */
export interface UserCacheOptions extends Omit<ResumingOptions, "onWatching"> {
  /**
   * How old, in milliseconds, what the cache answers may be: it answers by itself
   * only while it has heard within this time that it has everything. At least
   * 2,000. Default: 5,000.
   */
  readonly maxStaleMs?: number;
  /** Told of an error that ended the cache's watch; from then on every call goes to the service. */
  readonly onError?: (error: unknown) => void;
}

/** What a look-up may ask for. */
export interface CacheLookup {
  /** A user known at an older revision is asked of the service: a caller reads its own writes so. */
  readonly atLeastRevision?: bigint;
}

/**
 * A copy of all users, kept current by the feed.
 *
 * What it answers was so in the service's log at most `maxStaleMs` ago, and the
 * time that a message takes; to a second while there is no end of changes, which
 * tell their time no closer. (On PostgreSQL the log shows a change once
 * transactions older than it have ended.) Users whom it does not know, and all
 * while it is not current, are asked of the service, with its errors.
 */
export interface UserCache {
  /** The user, or `undefined` if there is none. */
  get(userId: number, lookup?: CacheLookup): Promise<User | undefined>;
  /** The user with this email in any spelling, or `undefined` if there is none. */
  getByEmail(email: string, lookup?: CacheLookup): Promise<User | undefined>;
  /** Resolves when it first is current; rejects if its watch ended before that. */
  ready(): Promise<void>;
  /** Whether it answers by itself. */
  readonly isCurrent: boolean;
  /** How many users it knows. */
  readonly size: number;
  /** The users it knows. */
  values(): IterableIterator<User>;
  /** Ends the watch. From then on every call goes to the service. */
  close(): void;
}

const heartbeatIntervalMs = 1_000;
/** Before all users are read again, in milliseconds. */
const pauseMs = 100;

/**
 * Starts a read-through cache of all users over any client.
 *
 * Memory: about a kilobyte a user. It is read anew from the beginning when the
 * log no longer holds what follows its position.
 *
 * @example
 * const cache = createUserCache(users);
 * await cache.ready();
 * const ada = await cache.get(1);
 * cache.close();
 */
export function createUserCache(
  client: Pick<Client<typeof UserService>, "watchUsers" | "getUser" | "getUserByEmail">,
  options: UserCacheOptions = {},
): UserCache {
  const { maxStaleMs = 5_000, onError = () => {} } = options;
  if (!(maxStaleMs >= 2 * heartbeatIntervalMs)) {
    throw new RangeError(`maxStaleMs must be at least ${2 * heartbeatIntervalMs}`);
  }
  const closing = new AbortController();
  const signals = options.signal ? [options.signal, closing.signal] : [closing.signal];
  const signal = AbortSignal.any(signals);
  const ready = Promise.withResolvers<void>();
  // Nobody need ask.
  ready.promise.catch(() => {});
  let copy = createUserCopy();
  let isComplete = false;
  let heardAt = Number.NEGATIVE_INFINITY;

  /** Follows the feed from the present users on, until the watch ends for good. */
  async function follow(into: UserCopy): Promise<void> {
    const watch = { ...options, signal, includeExisting: true, heartbeatIntervalMs };
    const onInterrupted: ResumingOptions["onInterrupted"] = (interruption) => {
      isComplete = false;
      options.onInterrupted?.(interruption);
    };
    const lag = createFeedLag();
    for await (const { event } of watchUsers(client, { ...watch, onInterrupted })) {
      into.apply(event);
      // The first heartbeat says that the end of the log is reached; from then on whatever comes
      // says that nothing before it is missing: before now, or before it was written.
      const lagMs = lag.of(event);
      if (event.case === "heartbeat") {
        copy = into;
        isComplete = true;
        ready.resolve();
      }
      if (isComplete && lagMs !== undefined) {
        heardAt = Math.max(heardAt, performance.now() - lagMs);
      }
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      try {
        await follow(createUserCopy());
        throw closed();
      } catch (error) {
        isComplete = false;
        if (isServiceError(error) && startsAnew.has(error.reason)) {
          await sleep(pauseMs, signal);
          continue;
        }
        ready.reject(error);
        if (!signal.aborted) onError(error);
        return;
      }
    }
  }

  const isCurrent = () =>
    isComplete && !signal.aborted && performance.now() - heardAt <= maxStaleMs;

  async function answer(
    known: (copy: UserCopy) => User | undefined,
    ask: () => Promise<User>,
    { atLeastRevision = 0n }: CacheLookup = {},
  ): Promise<User | undefined> {
    const user = isCurrent() ? known(copy) : undefined;
    if (user !== undefined && user.revision >= atLeastRevision) return user;
    return ask().catch((error: unknown) => {
      if (isServiceError(error) && error.code === "NOT_FOUND") return undefined;
      throw error;
    });
  }

  void run();
  return {
    get: (userId, lookup) =>
      answer(
        (users) => users.get(userId),
        () => client.getUser({ userId }, headersNow(options)),
        lookup,
      ),
    getByEmail: (email, lookup) =>
      answer(
        (users) => users.getByEmail(email),
        () => client.getUserByEmail({ email }, headersNow(options)),
        lookup,
      ),
    ready: () => ready.promise,
    get isCurrent() {
      return isCurrent();
    },
    get size() {
      return copy.size;
    },
    values: () => copy.values(),
    close: () => closing.abort(),
  };
}

/** Where the log can't go on from the cache's position, all users are read again. */
const startsAnew = new Set(["RESUME_POINT_EXPIRED", "RESUME_POINT_AHEAD", "RESUME_TOKEN_FOREIGN"]);

function closed(): ServiceError {
  return new ServiceError("CANCELLED", "The cache is closed", { reason: "CANCELLED" });
}
