import { readAnew } from "./read-anew.ts";
import { brokenPromise } from "./store-answers.ts";
import type { LogPosition, UserEvent, UserStore } from "./user-store.ts";

/** Somebody who reads a log to its end again and again. */
export interface LogFollower {
  /**
   * Resolves once the log was read to its end, begun after this call, with that
   * end; `undefined` if it is stopped before. Fails if the store does.
   */
  catchUp(): Promise<LogPosition | undefined>;
  stop(): void;
}

/** What {@link followLog} needs. */
export interface FollowOptions {
  /** The log is read at least this often, in milliseconds, in case a hint is lost. */
  readonly pollIntervalMs: number;
  /** Given what follows a position, in order; nothing, where that is the end. */
  readonly onEvents: (after: LogPosition, events: readonly UserEvent[]) => void;
  /** Told that events may have been passed over: at the beginning, and where the log had to be left. */
  readonly onMissed: () => void;
}

const pageSize = 1_000;

/** Follows a log from its present end: reads it whenever there is a hint, and now and then without one. */
export function followLog(store: UserStore, options: FollowOptions): LogFollower {
  const { pollIntervalMs, onEvents, onMissed } = options;
  let position: LogPosition | undefined;
  let stopped = false;
  let reading = false;
  /** Settled by the next reading that begins. */
  let next: PromiseWithResolvers<LogPosition | undefined> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isWanted = () => !stopped;
  // All watchers wait for it.
  const pageAfter = (after: LogPosition) =>
    readAnew((caller) => store.events(after, pageSize, caller), isWanted);

  async function readOn(isLost = false): Promise<void> {
    if (position === undefined) {
      position = (await readAnew((caller) => store.head(caller), isWanted)) ?? brokenPromise();
      // Whatever was committed before this position was known is anybody's.
      onMissed();
    }
    for (;;) {
      const page = await pageAfter(position);
      if (stopped) return;
      if (page.kind !== "events") {
        position = undefined;
        // A log that can't go on from its own end is asked again later, not for ever.
        return isLost ? brokenPromise() : readOn(true);
      }
      onEvents(position, page.events);
      position = page.position;
      // A page may end a little early, so as not to cut a write.
      if (page.events.length <= pageSize / 2) return;
    }
  }

  function catchUp(): Promise<LogPosition | undefined> {
    next ??= Promise.withResolvers();
    const { promise } = next;
    if (!reading && !stopped) void read();
    return promise;
  }

  // A store that fails is asked again at the next hint or poll; calls that
  // read from it meet the error themselves.
  const poke = () => void catchUp().catch(() => {});

  async function read(): Promise<void> {
    reading = true;
    clearTimeout(timer);
    while (next !== undefined && !stopped) {
      const { resolve, reject } = next;
      next = undefined;
      // After the stop nobody asks why it failed.
      const fail = (error: unknown) => (stopped ? resolve(undefined) : reject(error));
      await readOn().then(() => resolve(position), fail);
    }
    reading = false;
    if (stopped) return;
    // Jittered, so that many instances do not poll in step.
    timer = setTimeout(poke, pollIntervalMs * (0.75 + Math.random() / 2));
  }

  const stopHints = store.onHint(poke);
  poke();
  return {
    catchUp,
    stop() {
      stopped = true;
      next?.resolve(undefined);
      stopHints();
      clearTimeout(timer);
    },
  };
}
