import { requestsOwnTimers } from "../rpc/deadlines.ts";
import { followLog, type LogFollower } from "./log-follower.ts";
import { createLogTail } from "./log-tail.ts";
import type { LogPosition, UserEvent, UserEvents, UserStore } from "./user-store.ts";

/** One watcher's place in the feed. */
interface Subscription {
  /**
   * Resolves with `true` when there may have been a change since the last `wait`,
   * with `false` after so many milliseconds without; rejects with the signal's reason.
   */
  wait(signal: AbortSignal, timeoutMs?: number): Promise<boolean>;
  close(): void;
}

/** Tells watchers which users may have changed, with one reader of the log for all of them. */
export interface ChangeFeed {
  /** Watches one user by id, or everybody. */
  subscribe(whom: number | "everybody"): Subscription;
  /** The store's `events`, from memory where the one reader knows what follows. For subscribers. */
  read(after: LogPosition): Promise<UserEvents>;
  /**
   * Resolves with the end of the log as it is after this call, once it was read up
   * to there; one reading for all who wait. Fails if the store does. For
   * subscribers; `undefined` for others.
   */
  catchUp(): Promise<LogPosition | undefined>;
}

/** Options of {@link createChangeFeed}. */
export interface ChangeFeedOptions {
  /** The log is read at least this often, in milliseconds, in case a hint is lost. Default: 1,000. */
  readonly pollIntervalMs?: number | undefined;
}

/** How many events a watcher reads at a time. */
const pageSize = 250;

interface Watcher {
  changed: boolean;
  wake: (() => void) | undefined;
}

/**
 * Wakes watchers when their user may have changed. A wake-up is a hint: a
 * watcher reads its own events from the store, so a spurious one costs a read
 * and a late one costs time, never an event.
 */
export function createChangeFeed(store: UserStore, options: ChangeFeedOptions = {}): ChangeFeed {
  const { pollIntervalMs = 1_000 } = options;
  return (requestsOwnTimers() ? wakeEach : followForAll)(store, pollIntervalMs);
}

/** Every watcher has a timer of its own, and is woken by every hint. */
function wakeEach(store: UserStore, pollIntervalMs: number): ChangeFeed {
  return {
    subscribe() {
      const watcher: Watcher = { changed: false, wake: undefined };
      const poke = () => wake([watcher]);
      return {
        wait(signal, timeoutMs) {
          const timer = setTimeout(poke, pollIntervalMs);
          return waitFor(watcher, signal, timeoutMs).finally(() => clearTimeout(timer));
        },
        close: store.onHint(poke),
      };
    },
    read: (after) => store.events(after, pageSize),
    // Everybody reads the store itself.
    catchUp: () => store.head(),
  };
}

/**
 * Follows the log of all users from its present end, for as long as anybody
 * watches, and wakes the watchers of each changed user.
 */
function followForAll(store: UserStore, pollIntervalMs: number): ChangeFeed {
  const watchersOf = new Map<number | "everybody", Set<Watcher>>();
  let tail = createLogTail();
  let reader: LogFollower | undefined;

  function onEvents(after: LogPosition, events: readonly UserEvent[]): void {
    if (watchersOf.has("everybody")) tail.append(after, events);
    for (const { userId } of events) wake(watchersOf.get(userId) ?? []);
    if (events.length > 0) wake(watchersOf.get("everybody") ?? []);
  }

  function onMissed(): void {
    tail = createLogTail();
    watchersOf.forEach(wake);
  }

  function add(whom: number | "everybody", watcher: Watcher): void {
    const watchers = watchersOf.get(whom);
    if (watchers) watchers.add(watcher);
    else watchersOf.set(whom, new Set([watcher]));
    reader ??= followLog(store, { pollIntervalMs, onEvents, onMissed });
  }

  function remove(whom: number | "everybody", watcher: Watcher): void {
    const watchers = watchersOf.get(whom);
    if (!watchers?.delete(watcher) || watchers.size > 0) return;
    watchersOf.delete(whom);
    // What nobody reads is not kept.
    if (whom === "everybody") tail = createLogTail();
    if (watchersOf.size > 0) return;
    reader?.stop();
    reader = undefined;
  }

  return {
    subscribe(whom) {
      const watcher: Watcher = { changed: false, wake: undefined };
      add(whom, watcher);
      return {
        wait: (signal, timeoutMs) => waitFor(watcher, signal, timeoutMs),
        close: () => remove(whom, watcher),
      };
    },
    async read(after) {
      const events = tail.after(after);
      if (events === undefined) return store.events(after, pageSize);
      return { kind: "events", events, position: events.at(-1)?.position ?? after };
    },
    catchUp: async () => reader?.catchUp(),
  };
}

function wake(watchers: Iterable<Watcher>): void {
  for (const watcher of watchers) {
    watcher.changed = true;
    watcher.wake?.();
  }
}

/** Whether there was a change before the time was over. */
async function waitFor(
  watcher: Watcher,
  signal: AbortSignal,
  timeoutMs: number | undefined,
): Promise<boolean> {
  signal.throwIfAborted();
  if (!watcher.changed) await untilWoken(watcher, signal, timeoutMs);
  const { changed } = watcher;
  watcher.changed = false;
  return changed;
}

async function untilWoken(
  watcher: Watcher,
  signal: AbortSignal,
  timeoutMs: number | undefined,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
  signal.addEventListener("abort", abort, { once: true });
  watcher.wake = resolve;
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", abort);
    clearTimeout(timer);
    watcher.wake = undefined;
  }
}
