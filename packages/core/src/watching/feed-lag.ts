import type { WatchUsersResponse } from "../gen/userservice/v1/user_service_pb.ts";

/** How far what a feed tells lies behind what is written meanwhile. */
export interface FeedLag {
  /**
   * By how many milliseconds what just came is behind: 0 for a heartbeat; a change
   * by what it is older than the freshest since the last one, to a second, which is
   * what their times are told in; `undefined` for what does not say.
   */
  of(event: WatchUsersResponse["event"]): number | undefined;
}

/**
 * A change that comes says that nothing before it is missing, not that it is
 * new: a feed that is slower than the writers falls behind without ever being
 * silent. The clocks of the service and of this process need not agree, so the
 * difference between them is taken from changes that came fresh; a clock of the
 * service that is set forward hides so much of the lag until the next heartbeat.
 */
export function createFeedLag(): FeedLag {
  let least = Number.POSITIVE_INFINITY;
  return {
    of(event) {
      if (event.case === "heartbeat") {
        least = Number.POSITIVE_INFINITY;
        return 0;
      }
      const seconds = timeOf(event);
      if (seconds === undefined) return undefined;
      // By a clock that is never set.
      const age = performance.now() - Number(seconds) * 1_000;
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
