import { setTimeout as delay } from "node:timers/promises";
import { isServiceError, type UserUpdate, watchUser } from "@org/user-core";
import type { WatchEvent } from "../history/records.ts";
import type { UserClient } from "./clients.ts";
import type { WatchContext } from "./watch-context.ts";
import type { WatchPlan } from "./watcher.ts";

/** Where a watch of one user goes on. */
interface Place {
  readonly userId: number;
  /** `undefined`: from now on. */
  revision: number | undefined;
}

/** Follows one user by core's `watchUser`, or one after another, until there is nothing more to tell. */
export async function watchOne(context: WatchContext, plan: WatchPlan): Promise<void> {
  const { recorder, random, before, finish } = context;
  // All that the planned user's log has; the second time, what it has from then on.
  let first = before.length === 0 && plan.userId !== undefined ? 1 : undefined;
  let place = lastPlace(before);
  while (!finish.aborted || place !== undefined) {
    if (place === undefined) recorder.note({ kind: "anew" });
    place ??= { userId: plan.userId ?? (await anybody(context)), revision: first };
    first = undefined;
    await follow(context, place);
    // Caught up, deleted, or no longer in the log.
    place = undefined;
    await delay(random.between(10, 150));
  }
}

/** Until there is no going on. */
async function follow(context: WatchContext, place: Place): Promise<void> {
  const { recorder, finish } = context;
  const { userId } = place;
  const isDone = new AbortController();
  let last = Number.POSITIVE_INFINITY;
  const endIfDone = () => {
    if (place.revision !== undefined && place.revision >= last) isDone.abort();
  };
  const learnLast = () =>
    void lastRevision(context, userId).then((revision) => {
      last = revision;
      place.revision ??= revision;
      endIfDone();
    });
  if (finish.aborted) learnLast();
  else finish.addEventListener("abort", learnLast, { once: true });
  const { revision } = place;
  try {
    const options = {
      ...(revision !== undefined && { afterRevision: BigInt(revision) }),
      ...{ signal: isDone.signal, firstPauseMs: 20, longestPauseMs: 500 },
    };
    for await (const update of watchUser(recordingClient(context, place), userId, options)) {
      place.revision = Number(update.revision);
      recorder.got(eventOf(update), String(update.revision));
      endIfDone();
    }
  } catch (error) {
    if (!isServiceError(error)) throw error;
    // Where it failed, there is nothing to be complete to.
    recorder.note({ kind: "anew" });
  } finally {
    finish.removeEventListener("abort", learnLast);
  }
}

function recordingClient(
  { clients, recorder }: WatchContext,
  place: Place,
): Pick<UserClient, "getUser" | "watchUserUpdates"> {
  return {
    async getUser(request, options) {
      const user = await clients.pick().getUser(request, options);
      place.revision ??= Number(user.revision);
      return user;
    },
    watchUserUpdates(request, options) {
      const after = String(request.afterRevision ?? "");
      return recorder.stream(
        { whom: place.userId, after, includeExisting: false },
        clients.pick().watchUserUpdates(request, options),
      );
    },
  };
}

/** Of a user whom nobody changes any more; never to be reached if there is no such user: its deletion is the end. */
async function lastRevision({ clients, random }: WatchContext, userId: number): Promise<number> {
  for (;;) {
    try {
      return Number((await clients.pick().getUser({ userId })).revision);
    } catch (error) {
      if (isServiceError(error) && error.code === "NOT_FOUND") return Number.POSITIVE_INFINITY;
      await delay(random.between(50, 200));
    }
  }
}

const pageSize = 20;

/** One of the youngest users: those change most. */
async function anybody({ clients, random }: WatchContext): Promise<number> {
  for (;;) {
    try {
      const { total } = await clients.pick().listUsers({ pageSize });
      const page = Math.max(1, Math.ceil(total / pageSize) - random.between(0, 1));
      const { users } = await clients.pick().listUsers({ page, pageSize });
      if (users.length > 0) return random.pick(users).id;
    } catch (error) {
      if (!isServiceError(error)) throw error;
    }
    await delay(random.between(20, 100));
  }
}

function lastPlace(before: WatchContext["before"]): Place | undefined {
  const last = before.findLast(({ kind }) => kind !== "end");
  if (last?.kind === "open" && last.whom !== "everybody") {
    return { userId: last.whom, revision: Number(last.after) };
  }
  if (last?.kind !== "got" || last.event.is !== "updated") return undefined;
  return { userId: last.event.userId, revision: last.event.revision };
}

function eventOf({ userId, revision, field, oldValue, newValue }: UserUpdate): WatchEvent {
  if (field === "deleted") return { is: "deleted", userId };
  return { is: "updated", userId, revision: Number(revision), field, oldValue, newValue };
}
