import type { UserUpdate } from "../gen/userservice/v1/user_service_pb.ts";
import type { LogPosition, UserEvent, UserEvents, UserUpdates } from "./user-store.ts";

interface Entry {
  readonly event: UserEvent;
  /** Unix seconds. */
  readonly at: bigint;
}

/** The event log of the memory store. Its positions count events. */
export interface MemoryLog {
  append(event: UserEvent, at: bigint): void;
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

  return {
    append(event, at) {
      entries.push({ event, at });
      if (event.kind === "created") return;
      const updates = updatesByUser.get(event.userId);
      if (updates) updates.push(event.update);
      else updatesByUser.set(event.userId, [event.update]);
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
      const events = entries.slice(start, start + limit).map(({ event }) => event);
      return { kind: "events", events, position: String(position + events.length) };
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
