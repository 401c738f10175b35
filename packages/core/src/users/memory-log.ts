import type { UserUpdate } from "../gen/userservice/v1/user_service_pb.ts";
import type {
  LogPosition,
  UserChangeEvent,
  UserEvent,
  UserEvents,
  UserUpdates,
} from "./user-store.ts";

interface Entry {
  readonly event: UserEvent;
  /** Unix seconds. */
  readonly at: bigint;
}

/** The event log of the memory store. Its positions count events. */
export interface MemoryLog {
  /** Appends the events of one write. */
  append(events: readonly UserChangeEvent[], at: bigint): void;
  userUpdates(userId: number, afterRevision: bigint, limit: number): UserUpdates;
  events(after: LogPosition, limit: number): UserEvents;
  head(): LogPosition;
  prune(before: bigint): void;
}

/** Makes an empty log. `revisionOf` gives a present user's revision. */
export function createMemoryLog(revisionOf: (userId: number) => bigint | undefined): MemoryLog {
  const entries: Entry[] = [];
  const updatesByUser = new Map<number, UserUpdate[]>();
  let forgotten = 0;

  function forget(event: UserEvent): void {
    if (event.kind === "created") return;
    const updates = updatesByUser.get(event.userId);
    updates?.shift();
    if (updates?.length === 0) updatesByUser.delete(event.userId);
  }

  /** Whether a write goes on over this place. */
  function cuts(index: number): boolean {
    const position = entries[index]?.event.position;
    return position !== undefined && position === entries[index - 1]?.event.position;
  }

  /** Where a page ends that cuts no write. */
  function pageEnd(start: number, limit: number): number {
    let end = Math.min(start + limit, entries.length);
    while (end > start && cuts(end)) end -= 1;
    if (end > start) return end;
    end = start + limit;
    while (cuts(end)) end += 1;
    return end;
  }

  return {
    append(events, at) {
      const position = String(forgotten + entries.length + events.length);
      for (const event of events) {
        entries.push({ event: { ...event, position }, at });
        if (event.kind === "created") continue;
        const updates = updatesByUser.get(event.userId);
        if (updates) updates.push(event.update);
        else updatesByUser.set(event.userId, [event.update]);
      }
    },
    userUpdates(userId, afterRevision, limit) {
      const kept = updatesByUser.get(userId) ?? [];
      const present = revisionOf(userId);
      const last = present ?? kept.at(-1)?.revision;
      if (last === undefined) return { kind: "unknown" };
      if (afterRevision > last) return { kind: "ahead", revision: last };
      // Revision 1 is the creation, which is no update.
      const next = afterRevision < 1n ? 2n : afterRevision + 1n;
      if (next > last) return { kind: "updates", updates: [], ended: present === undefined };
      const first = kept[0];
      if (first === undefined || first.revision > next) return { kind: "expired" };
      const start = Number(next - first.revision);
      const updates = kept.slice(start, start + limit);
      const ended = present === undefined && start + limit >= kept.length;
      return { kind: "updates", updates, ended };
    },
    events(after, limit) {
      const position = Number(after);
      if (position < forgotten) return { kind: "expired" };
      if (position > forgotten + entries.length) return { kind: "ahead" };
      const start = position - forgotten;
      const page = entries.slice(start, pageEnd(start, limit)).map(({ event }) => event);
      return { kind: "events", events: page, position: page.at(-1)?.position ?? after };
    },
    head: () => String(forgotten + entries.length),
    prune(before) {
      const firstKept = entries.findIndex(({ at }) => at >= before);
      const count = firstKept === -1 ? entries.length : firstKept;
      for (const { event } of entries.splice(0, count)) forget(event);
      forgotten += count;
    },
  };
}
