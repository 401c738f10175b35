import type { UserService, WatchUsersRequest } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { invalidFields } from "../errors.ts";
import { createHeartbeat } from "../heartbeat.ts";
import { readOn, readUpTo } from "../log-reader.ts";
import { createContained, presentUsers, type WatchPlace } from "../present-users.ts";
import { createResumeTokens, type ResumePoint, type ResumeTokens } from "../resume-token.ts";
import { brokenPromise } from "../store-answers.ts";
import type { LogPosition } from "../user-store.ts";
import { createWatchResponses, type SharedResponses } from "../watch-responses.ts";

/**
 * WatchUsers: the present users if they are asked for, then the log of all
 * users from a position, each message with a token to go on from after it.
 */
export function watchUsers({
  store,
  feed,
}: UserServiceDeps): Handlers<typeof UserService>["watchUsers"] {
  const shared: SharedResponses = new WeakMap();

  return async function* (request, call) {
    const heartbeatMs = heartbeatMsOf(request);
    const tokens = createResumeTokens(await store.secret());
    const responses = createWatchResponses(tokens, shared);
    // Before a position is read, so that no change falls between the two.
    const subscription = feed.subscribe("everybody");
    try {
      const start = await startOf(request, tokens, () => store.head(call));
      const place: WatchPlace = { point: start, contained: createContained() };
      let changes = await readOn(feed, place.point);
      call.sendHeaders();
      if (start.existingUpTo !== undefined) {
        for await (const placed of presentUsers(
          { store, feed, caller: call },
          place,
          start.existingUpTo,
        )) {
          yield responses.present(placed);
        }
        changes = await readOn(feed, place.point);
      }
      const heartbeat = createHeartbeat(heartbeatMs);
      for (;;) {
        for (const change of changes) {
          if (!place.contained.has(change.event)) yield responses.change(change);
          place.point = change.point;
        }
        if (changes.length > 0) {
          heartbeat.restart();
        } else if (!heartbeat.isDue()) {
          await subscription.wait(call.signal, heartbeat.remainingMs());
        } else {
          // What a heartbeat says must be so now, not at the last look. But it waits for what is
          // in the log now alone: with writers at work there may never be nothing more.
          const end = (await feed.catchUp()) ?? brokenPromise();
          for await (const change of readUpTo(feed, place.point, end)) {
            if (!place.contained.has(change.event)) yield responses.change(change);
            place.point = change.point;
          }
          yield responses.heartbeat(place.point);
          heartbeat.sent();
        }
        changes = await readOn(feed, place.point);
      }
    } finally {
      subscription.close();
    }
  };
}

/** A token says where; without one it is now. */
async function startOf(
  { resumeToken, includeExisting }: WatchUsersRequest,
  tokens: ResumeTokens,
  head: () => Promise<LogPosition>,
): Promise<ResumePoint> {
  if (resumeToken !== "") return tokens.decode(resumeToken);
  const position = (await head()) ?? brokenPromise();
  return { position, sent: 0, existingUpTo: includeExisting ? 0 : undefined };
}

const shortestHeartbeatMs = 1_000;

function heartbeatMsOf({ heartbeatInterval }: WatchUsersRequest): number | undefined {
  if (heartbeatInterval === undefined) return undefined;
  const { seconds, nanos } = heartbeatInterval;
  const ms = Number(seconds) * 1_000 + nanos / 1_000_000;
  if (ms >= shortestHeartbeatMs) return ms;
  throw invalidFields([{ field: "heartbeat_interval", description: "must be at least 1 s" }]);
}
