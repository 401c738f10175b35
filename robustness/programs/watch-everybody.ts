import { setTimeout as delay } from "node:timers/promises";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { isServiceError, type WatchUsersResponse, watchUsers } from "@org/user-core";
import type { WatchEvent } from "../history/records.ts";
import { markerEmail } from "../marker.ts";
import { userStateOf } from "./user-state.ts";
import type { WatchContext } from "./watch-context.ts";
import type { WatchPlan } from "./watcher.ts";

const heartbeatIntervalMs = 1_000;
/** How often a raw stream that was interrupted leaves what it has and begins with the present users. */
const beginAgain = 0.1;

/** Follows all users until it has the last one, by core's `watchUsers` or by the bare stream. */
export async function watchEverybody(context: WatchContext, plan: WatchPlan): Promise<void> {
  const { recorder, random, before } = context;
  let { includeExisting = false } = plan;
  let resumeToken = lastToken(before);
  let hasMarker = false;
  // Of a watch that began when all was over there is nothing more to come.
  let hasChanges = resumeToken !== "" || includeExisting;
  if (resumeToken === "") recorder.note({ kind: "anew" });

  const open = plan.by === "users" ? resuming : bare;
  for (;;) {
    try {
      for await (const message of open(context, resumeToken, includeExisting)) {
        ({ resumeToken } = message);
        const event = eventOf(message);
        recorder.got(event, resumeToken);
        hasMarker ||= isMarker(event);
        // Of a marker that was there before, changes that came before it may follow.
        if (hasMarker && event.is !== "existing") return;
        hasChanges ||= event.is !== "heartbeat";
        if (!hasChanges && context.finish.aborted) return;
      }
    } catch (error) {
      if (!isServiceError(error)) throw error;
      const isExpired = error.reason === "RESUME_POINT_EXPIRED";
      if (plan.by === "users" && !isExpired) throw error;
      if (isExpired || (includeExisting && random.chance(beginAgain))) {
        resumeToken = "";
        includeExisting = true;
        recorder.note({ kind: "anew" });
      }
    }
    await delay(random.between(10, 150));
  }
}

function resuming(
  { clients, recorder }: WatchContext,
  resumeToken: string,
  includeExisting: boolean,
): AsyncIterable<WatchUsersResponse> {
  const client: Parameters<typeof watchUsers>[0] = {
    watchUsers: (request, options) =>
      recorder.stream(
        { whom: "everybody", after: request.resumeToken ?? "", includeExisting },
        clients.pick().watchUsers(request, options),
      ),
  };
  return watchUsers(client, {
    ...(resumeToken !== "" && { resumeToken }),
    ...{ includeExisting, heartbeatIntervalMs, firstPauseMs: 20, longestPauseMs: 500 },
  });
}

function bare(
  { clients, recorder }: WatchContext,
  resumeToken: string,
  includeExisting: boolean,
): AsyncIterable<WatchUsersResponse> {
  const heartbeatInterval = durationFromMs(heartbeatIntervalMs);
  return recorder.stream(
    { whom: "everybody", after: resumeToken, includeExisting },
    clients.pick().watchUsers({ resumeToken, includeExisting, heartbeatInterval }),
  );
}

/** Of the last message of an earlier life that is to be gone on from. */
function lastToken(before: WatchContext["before"]): string {
  const last = before.findLast(({ kind }) => kind === "got" || kind === "anew");
  return last?.kind === "got" ? last.after : "";
}

function eventOf({ event }: WatchUsersResponse): WatchEvent {
  if (event.case === "created" || event.case === "existing") {
    return { is: event.case, user: userStateOf(event.value) };
  }
  if (event.case === "updated") {
    const { userId, revision, field, oldValue, newValue } = event.value;
    return { is: "updated", userId, revision: Number(revision), field, oldValue, newValue };
  }
  return event.case === "deletedId" ? { is: "deleted", userId: event.value } : { is: "heartbeat" };
}

function isMarker(event: WatchEvent): boolean {
  const isUser = event.is === "created" || event.is === "existing";
  return isUser && event.user.email === markerEmail;
}
