import type { LogPosition, UserEvent } from "./user-store.ts";

/** About how many events a tail keeps at least, once it has had so many. */
const keptEvents = 1_000;
/** About how many events are given at a time. */
const pageSize = 250;

/** The last events of the log, as one reader has read them, for all who follow it. */
export interface LogTail {
  /** Adds the events that follow a position. A gap to those before forgets them. */
  append(after: LogPosition, events: readonly UserEvent[]): void;
  /** Events after a position, whole writes; `undefined` if it is not known here. */
  after(position: LogPosition): readonly UserEvent[] | undefined;
}

/** Makes an empty tail. */
export function createLogTail(): LogTail {
  let events: UserEvent[] = [];
  /** By position, how many events of the tail it is after. */
  let places = new Map<LogPosition, number>();
  let end: LogPosition | undefined;

  function restart(from: LogPosition, kept: UserEvent[]): void {
    events = [];
    places = new Map([[from, 0]]);
    for (const event of kept) add(event);
    end = kept.at(-1)?.position ?? from;
  }

  function add(event: UserEvent): void {
    events.push(event);
    places.set(event.position, events.length);
  }

  function trim(): void {
    const firstKept = events.length - keptEvents;
    const cut = places.get(events[firstKept]?.position ?? "") ?? firstKept;
    const from = events[cut - 1]?.position;
    if (from !== undefined) restart(from, events.slice(cut));
  }

  return {
    append(after, appended) {
      if (end !== after) restart(after, []);
      for (const event of appended) add(event);
      end = appended.at(-1)?.position ?? after;
      if (events.length > 2 * keptEvents) trim();
    },
    after(position) {
      const start = places.get(position);
      if (start === undefined) return undefined;
      const last = events[Math.min(start + pageSize, events.length) - 1];
      return last ? events.slice(start, places.get(last.position)) : [];
    },
  };
}
