import type { LogPosition, RememberedRequest, UserEvent, UserStore } from "@org/user-core";
import { checkDirectory } from "../races/check-directory.ts";

/** What a store may be asked for that no list of users shows. */
export interface StateQuery {
  /** The position before the first write. */
  readonly start: LogPosition;
  readonly requestIds: readonly string[];
}

/** Everything a store holds, with each id replaced by its place among all: ids may have gaps. */
export interface State {
  readonly users: readonly unknown[];
  readonly events: readonly unknown[];
  readonly requests: readonly (RememberedRequest | undefined)[];
}

/**
 * Reads a healthy store back. Fails unless all of it agrees: users by id, by
 * email, in pages and in number; the log, which leads to exactly these users;
 * and every remembered request, whose user is in the log.
 */
export async function readState(store: UserStore, query: StateQuery): Promise<State> {
  const { users, events = [] } = await checkDirectory(store, query);
  const place = placeOf(events);
  const requests = query.requestIds.map(async (requestId) => {
    const found = await store.findRequest(requestId);
    if (found === undefined) return undefined;
    const { userId, email, name, passwordHash } = found;
    return { userId: place(userId), email, name, passwordHash };
  });
  return {
    users: users.map((user) => ({ ...user, id: place(user.id) })),
    events: events.map((event) => ({ ...placed(event, place), userId: place(event.userId) })),
    requests: await Promise.all(requests),
  };
}

type Place = (userId: number) => number;

function placeOf(events: readonly UserEvent[]): Place {
  const created = events.filter(({ kind }) => kind === "created").map(({ userId }) => userId);
  const places = new Map(created.map((userId, i) => [userId, i + 1]));
  return (userId) => {
    const place = places.get(userId);
    if (place === undefined) throw new Error(`the log shows no creation of user ${userId}`);
    return place;
  };
}

function placed(event: UserEvent, place: Place): object {
  if (event.kind === "created") return { user: { ...event.user, id: place(event.userId) } };
  return { kind: event.kind, update: { ...event.update, userId: place(event.userId) } };
}
