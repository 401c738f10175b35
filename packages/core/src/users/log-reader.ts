import type { ChangeFeed } from "./change-feed.ts";
import { logNeverReached, resumePointExpired } from "./errors.ts";
import type { LogPoint } from "./resume-token.ts";
import { brokenPromise } from "./store-answers.ts";
import type { LogPosition, UserEvent, UserEvents } from "./user-store.ts";

/** A change, and how far who has it has followed the log. */
export interface PlacedEvent {
  readonly event: UserEvent;
  readonly point: LogPoint;
}

/**
 * The next changes after a point; empty at the end of the log.
 *
 * @throws OUT_OF_RANGE or FAILED_PRECONDITION if the log can't go on from there.
 */
export async function readOn(
  feed: Pick<ChangeFeed, "read" | "catchUp">,
  point: LogPoint,
): Promise<PlacedEvent[]> {
  // Amid a write there is more of it.
  const page = await (point.sent > 0 ? readFurther(feed, point) : feed.read(point.position));
  return changesIn(page, point);
}

function changesIn(page: UserEvents, point: LogPoint): PlacedEvent[] {
  if (page.kind === "expired") throw resumePointExpired();
  if (page.kind === "ahead" || isPast(page.events, point)) throw logNeverReached();
  return placed(page.events, point);
}

/**
 * What follows a point that something follows: a position of the store, or of another instance,
 * may be one that the one reader of this feed has not come to.
 */
async function readFurther(
  feed: Pick<ChangeFeed, "read" | "catchUp">,
  { position }: LogPoint,
): Promise<UserEvents> {
  const page = await feed.read(position);
  if (page.kind !== "events" || page.events.length > 0) return page;
  await feed.catchUp();
  return feed.read(position);
}

/** Whether a point is amid a write that is not there: of a log that went back, and perhaps on again. */
function isPast(events: readonly UserEvent[], { sent }: LogPoint): boolean {
  if (sent === 0) return false;
  return events[sent]?.position !== events[0]?.position || events.length === 0;
}

/** The changes after a point up to a position, which the log has reached. */
export async function* readUpTo(
  feed: Pick<ChangeFeed, "read" | "catchUp">,
  from: LogPoint,
  end: LogPosition,
): AsyncGenerator<PlacedEvent, void> {
  let point = from;
  while (point.position !== end) {
    const changes = changesIn(await readFurther(feed, point), point);
    if (changes.length === 0) brokenPromise();
    for (const change of changes) {
      yield change;
      point = change.point;
      if (point.position === end) return;
    }
  }
}

/** Events of whole writes, each with the point after it; without those before the point. */
function placed(events: readonly UserEvent[], { position, sent }: LogPoint): PlacedEvent[] {
  const changes: PlacedEvent[] = [];
  let before = position;
  let given = 0;
  for (const [i, event] of events.entries()) {
    const isLast = events[i + 1]?.position !== event.position;
    given += 1;
    const isNew = before !== position || given > sent;
    if (isLast) {
      before = event.position;
      given = 0;
    }
    if (isNew) changes.push({ event, point: { position: before, sent: given } });
  }
  return changes;
}
