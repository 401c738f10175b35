import type { User } from "../gen/userservice/v1/user_service_pb.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { type PlacedEvent, readUpTo } from "./log-reader.ts";
import type { LogPoint, ResumePoint } from "./resume-token.ts";
import type { Caller, UserEvent, UserStore } from "./user-store.ts";

const pageSize = 500;

/** A user who was there, and where a watch that has it goes on. */
interface PlacedUser {
  readonly existing: User;
  readonly point: ResumePoint;
}

/** Changes that are known to be in what was told before. */
export interface Contained {
  /** Whether the change is one of them. */
  has(event: UserEvent): boolean;
  /** By user id, the last revision that is told already. */
  add(revisions: ReadonlyMap<number, bigint>): void;
}

/** Knows of none. Forgets each user at the last of its changes, so that it stays as small as a page's `ahead`. */
export function createContained(): Contained {
  const revisions = new Map<number, bigint>();
  return {
    has(event) {
      const revision = event.kind === "created" ? event.user.revision : event.update.revision;
      const last = revisions.get(event.userId);
      if (last === revision) revisions.delete(event.userId);
      return last !== undefined && revision <= last;
    },
    add(more) {
      for (const [userId, revision] of more) revisions.set(userId, revision);
    },
  };
}

/** How far a watch is. */
export interface WatchPlace {
  /** After which the log goes on. */
  point: LogPoint;
  /** What of the log is told already. */
  readonly contained: Contained;
}

/** What {@link presentUsers} reads, and for whom. */
export interface PresentSources {
  readonly store: UserStore;
  readonly feed: ChangeFeed;
  readonly caller?: Caller;
}

/** What present users give: them, and what changes meanwhile. */
export type PresentItem = PlacedUser | (PlacedEvent & { readonly point: ResumePoint });

/**
 * All present users by id, in pages, each of one position of the log; between
 * the pages what changed of those told so far. So at any time who reads it has
 * the users up to some id as they were at some position. Leaves the place
 * where the changes of all go on.
 */
export async function* presentUsers(
  { store, feed, caller }: PresentSources,
  place: WatchPlace,
  afterId: number,
): AsyncGenerator<PresentItem, void> {
  const { contained } = place;
  let existingUpTo = afterId;
  for (;;) {
    const { users, position, ahead } = await store.snapshot(existingUpTo, pageSize, caller);
    for await (const { event, point } of readUpTo(feed, place.point, position)) {
      if (event.userId > existingUpTo || contained.has(event)) continue;
      yield { event, point: { ...point, existingUpTo } };
    }
    if (position !== place.point.position) place.point = { position, sent: 0 };
    contained.add(ahead);
    const isLastPage = users.length < pageSize;
    const last = users.at(-1);
    for (const existing of users) {
      existingUpTo = existing.id;
      const isLast = isLastPage && existing === last;
      const { point } = place;
      yield { existing, point: { ...point, existingUpTo: isLast ? undefined : existingUpTo } };
    }
    if (isLastPage) return;
  }
}
