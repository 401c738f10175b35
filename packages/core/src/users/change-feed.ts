import { requestsOwnTimers } from "../rpc/deadlines.ts";
import { brokenPromise } from "./store-answers.ts";
import type { LogPosition, UserStore } from "./user-store.ts";

/** One watcher's place in the feed. */
interface Subscription {
  /** Resolves when the user may have changed since the last `wait`; rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Tells watchers which users may have changed, with one reader of the log for all of them. */
export interface ChangeFeed {
  subscribe(userId: number): Subscription;
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
        wait(signal) {
          const timer = setTimeout(poke, pollIntervalMs);
          return waitFor(watcher, signal).finally(() => clearTimeout(timer));
        },
        close: store.onHint(poke),
      };
    },
  };
}

/**
 * Follows the log of all users from its present end, for as long as anybody
 * watches, and wakes the watchers of each changed user.
 */
function followForAll(store: UserStore, pollIntervalMs: number): ChangeFeed {
  const watchersByUser = new Map<number, Set<Watcher>>();
  let stop: (() => void) | undefined;

  function add(userId: number, watcher: Watcher): void {
    const watchers = watchersByUser.get(userId);
    if (watchers) watchers.add(watcher);
    else watchersByUser.set(userId, new Set([watcher]));
    stop ??= follow(
      store,
      pollIntervalMs,
      (userId) => wake(watchersByUser.get(userId) ?? []),
      () => watchersByUser.forEach(wake),
    );
  }

  function remove(userId: number, watcher: Watcher): void {
    const watchers = watchersByUser.get(userId);
    if (!watchers?.delete(watcher) || watchers.size > 0) return;
    watchersByUser.delete(userId);
    if (watchersByUser.size > 0) return;
    stop?.();
    stop = undefined;
  }

  return {
    subscribe(userId) {
      const watcher: Watcher = { changed: false, wake: undefined };
      add(userId, watcher);
      return {
        wait: (signal) => waitFor(watcher, signal),
        close: () => remove(userId, watcher),
      };
    },
  };
}

function wake(watchers: Iterable<Watcher>): void {
  for (const watcher of watchers) {
    watcher.changed = true;
    watcher.wake?.();
  }
}

async function waitFor(watcher: Watcher, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!watcher.changed) {
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      watcher.wake = () => {
        signal.removeEventListener("abort", abort);
        resolve();
      };
    }).finally(() => {
      watcher.wake = undefined;
    });
  }
  watcher.changed = false;
}

/** Reads the log whenever there is a hint, and now and then without one. Returns how to stop. */
function follow(
  store: UserStore,
  pollIntervalMs: number,
  onChanged: (userId: number) => void,
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
      position = page.position;
      for (const event of page.events) onChanged(event.userId);
      if (page.events.length < pageSize) return;
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
