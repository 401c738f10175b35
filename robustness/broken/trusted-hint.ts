import { createSocket } from "node:dgram";
import { deserialize, serialize } from "node:v8";
import type {
  LogPosition,
  UserChangeEvent,
  UserEvents,
  UserStore,
  UserUpdate,
} from "@org/user-core";
import type { BreakOptions } from "./broken-stores.ts";

/** What was heard, and where the log was at the time. */
interface Heard {
  readonly position: LogPosition;
  readonly events: readonly UserChangeEvent[];
}

/**
 * Tells watchers what hints carry instead of what the log has. A hint that is lost, because a
 * datagram was or its sender was killed between the commit and the hint, loses its events.
 */
export function trustHints(store: UserStore, { place, hintPorts }: BreakOptions): UserStore {
  const heard: Heard[] = [];
  const listeners = new Set<() => void>();
  const socket = createSocket("udp4").bind(hintPorts[place], "127.0.0.1");
  let working: Promise<void> = Promise.resolve();

  function tell(events: readonly UserChangeEvent[]): void {
    if (events.length === 0) return;
    for (const port of hintPorts) socket.send(serialize(events), port, "127.0.0.1");
  }

  /** Believes that the log is where it is for these events, and that nothing else has happened. */
  async function hear(events: readonly UserChangeEvent[]): Promise<void> {
    heard.push({ position: await store.head(), events });
    for (const listener of listeners) listener();
  }

  socket.on("message", (message) => {
    const events: readonly UserChangeEvent[] = deserialize(message);
    working = working.then(() => hear(events)).catch(() => {});
  });

  return {
    ...store,
    async insert(entries) {
      const outcomes = await store.insert(entries);
      const users = outcomes.flatMap((each) => (each.kind === "created" ? [each.user] : []));
      tell(users.map((user) => ({ kind: "created", userId: user.id, user })));
      return outcomes;
    },
    async replace(change) {
      const outcome = await store.replace(change);
      if (outcome === "applied") tell(change.updates.map((update) => eventOf("updated", update)));
      return outcome;
    },
    async remove(userId, expectedRevision, update) {
      const isRemoved = await store.remove(userId, expectedRevision, update);
      if (isRemoved) tell([eventOf("deleted", update)]);
      return isRemoved;
    },
    async events(after, limit): Promise<UserEvents> {
      const start = heard.findLastIndex(({ position }) => position === after);
      // Only who comes back with an older position is given what the log has.
      if (start < 0) return store.events(after, limit);
      const next = heard.slice(start + 1);
      const events = next.flatMap(({ position, events: each }) =>
        each.map((event) => ({ ...event, position })),
      );
      return { kind: "events", events, position: next.at(-1)?.position ?? after };
    },
    onHint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function eventOf(kind: "updated" | "deleted", update: UserUpdate): UserChangeEvent {
  return { kind, userId: update.userId, update };
}
