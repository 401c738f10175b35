import { requestsOwnTimers } from "../rpc/deadlines.ts";
import { createLogTail } from "./log-tail.ts";
import { brokenPromise } from "./store-answers.ts";
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
}

/** Options of {@link createChangeFeed}. */
export interface ChangeFeedOptions {
  /** The log is read at least this often, in milliseconds, in case a hint is lost. Default: 1,000. */
  readonly pollIntervalMs?: number | undefined;
}

const pageSize = 1_000;

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
  };
}

/**
 * Follows the log of all users from its present end, for as long as anybody
 * watches, and wakes the watchers of each changed user.
 */
function followForAll(store: UserStore, pollIntervalMs: number): ChangeFeed {
  const watchersOf = new Map<number | "everybody", Set<Watcher>>();
  let tail = createLogTail();
  let stop: (() => void) | undefined;

  function onEvents(after: LogPosition, events: readonly UserEvent[]): void {
    if (watchersOf.has("everybody")) tail.append(after, events);
    for (const { userId } of events) wake(watchersOf.get(userId) ?? []);
    wake(watchersOf.get("everybody") ?? []);
  }

  function onMissed(): void {
    tail = createLogTail();
    watchersOf.forEach(wake);
  }

  function add(whom: number | "everybody", watcher: Watcher): void {
    const watchers = watchersOf.get(whom);
    if (watchers) watchers.add(watcher);
    else watchersOf.set(whom, new Set([watcher]));
    stop ??= follow(store, pollIntervalMs, onEvents, onMissed);
  }

  function remove(whom: number | "everybody", watcher: Watcher): void {
    const watchers = watchersOf.get(whom);
    if (!watchers?.delete(watcher) || watchers.size > 0) return;
    watchersOf.delete(whom);
    // What nobody reads is not kept.
    if (whom === "everybody") tail = createLogTail();
    if (watchersOf.size > 0) return;
    stop?.();
    stop = undefined;
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

/** Reads the log whenever there is a hint, and now and then without one. Returns how to stop. */
function follow(
  store: UserStore,
  pollIntervalMs: number,
  onEvents: (after: LogPosition, events: readonly UserEvent[]) => void,
  onMissed: () => void,
): () => void {
  let position: LogPosition | undefined;
  let stopped = false;
  let reading = false;
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function readOn(): Promise<void> {
    if (position === undefined) {
      position = (await store.head()) ?? brokenPromise();
      // Whatever was committed before this position was known is anybody's.
      onMissed();
    }
    for (;;) {
      const page = await store.events(position, pageSize);
      if (stopped) return;
      if (page.kind !== "events") {
        position = undefined;
        return readOn();
      }
      if (page.events.length > 0) onEvents(position, page.events);
      position = page.position;
      // A page may end a little early, so as not to cut a write.
      if (page.events.length < pageSize / 2) return;
    }
  }

  function poke(): void {
    again = true;
    if (!reading && !stopped) void read();
  }

  async function read(): Promise<void> {
    reading = true;
    clearTimeout(timer);
    while (again && !stopped) {
      again = false;
      // A store that fails is asked again at the next hint or poll; calls that
      // read from it meet the error themselves.
      await readOn().catch(() => {});
    }
    reading = false;
    if (stopped) return;
    // Jittered, so that many instances do not poll in step.
    timer = setTimeout(poke, pollIntervalMs * (0.75 + Math.random() / 2));
  }

  const stopHints = store.onHint(poke);
  poke();
  return () => {
    stopped = true;
    stopHints();
    clearTimeout(timer);
  };
}
