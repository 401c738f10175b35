import type { WatchUsersResponse } from "../gen/userservice/v1/user_service_pb.ts";

/** How far what a feed tells lies behind what is written meanwhile. */
export interface FeedLag {
  /** The feed has caught up: what follows is measured from here. */
  caughtUp(): void;
  /**
   * By how many milliseconds more than the freshest since then a change is old,
   * to a second, which is what their times are told in; `undefined` if it does not say.
   */
  of(event: WatchUsersResponse["event"]): number | undefined;
}

/**
 * A change that comes says that nothing before it is missing, not that it is
 * new: a feed that is slower than the writers falls behind without ever being
 * silent. The clocks of the service and of this process need not agree, so the
 * difference between them is taken from changes that came fresh; a clock of the
 * service that is set forward hides so much of the lag until the next `caughtUp`.
 *
 * @param now A clock that is never set, in milliseconds. Default: `performance.now`.
 */
export function createFeedLag(now: () => number = () => performance.now()): FeedLag {
  let least = Number.POSITIVE_INFINITY;
  return {
    caughtUp() {
      least = Number.POSITIVE_INFINITY;
    },
    of(event) {
      const seconds = timeOf(event);
      if (seconds === undefined) return undefined;
      const age = now() - Number(seconds) * 1_000;
      least = Math.min(least, age);
      return age - least;
    },
  };
}

/** When a change was made, in Unix seconds by the service's clock. A deletion does not tell. */
function timeOf(event: WatchUsersResponse["event"]): bigint | undefined {
  if (event.case === "created") return event.value.createdAt;
  return event.case === "updated" ? event.value.timestamp : undefined;
}
