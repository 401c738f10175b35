import { type Call, deadlineExceeded } from "./call.ts";
import type { ServiceError } from "./service-error.ts";

/** Ends calls whose time has come. */
export interface Deadlines {
  /** Watches a call, if there is a time at which it must end. */
  add(call: Call): void;
  /** Forgets a call that has ended. */
  remove(call: Call): void;
}

/** When calls end, and with what. */
export interface DeadlineOptions {
  /** In Unix milliseconds; `undefined` for never. Default: the call's own deadline. */
  readonly timeOf?: (call: Call) => number | undefined;
  /** Default: {@link deadlineExceeded}. */
  readonly error?: () => ServiceError;
}

type Timer = ReturnType<typeof setTimeout>;

// Longer timers overflow to 1 ms: https://nodejs.org/api/timers.html
const longestTimerMs = 2 ** 31 - 1;

/** Makes deadlines as the runtime's timers allow. */
export function createDeadlines(options: DeadlineOptions = {}): Deadlines {
  const { timeOf = (call) => call.deadline, error = deadlineExceeded } = options;
  return requestsOwnTimers() ? timerPerCall(timeOf, error) : sharedTimer(timeOf, error);
}

type TimeOf = NonNullable<DeadlineOptions["timeOf"]>;

/**
 * Whether a request's timers end with the request, as in Workers, so that no
 * timer can serve two calls; and a request without a timer or a transfer of its
 * own is taken for one that hangs, whatever another request will do for it.
 *
 * Source: https://developers.cloudflare.com/workers/runtime-apis/
 */
export function requestsOwnTimers(): boolean {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}

/**
 * One timer for all calls, set for the earliest deadline. Most calls end before
 * theirs, and starting and stopping a timer for each would cost a quarter of
 * what an in-process call takes altogether.
 */
function sharedTimer(timeOf: TimeOf, error: () => ServiceError): Deadlines {
  const calls = new Set<Call>();
  let timer: Timer | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;

  function wake(): void {
    timer = undefined;
    wakeAt = Number.POSITIVE_INFINITY;
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const call of calls) {
      const deadline = timeOf(call) ?? Number.POSITIVE_INFINITY;
      if (deadline <= now) call.cancel(error());
      else if (deadline < next) next = deadline;
    }
    if (next < Number.POSITIVE_INFINITY) wakeBy(next);
  }

  function wakeBy(deadline: number): void {
    clearTimeout(timer);
    wakeAt = deadline;
    // A time that has passed meanwhile is due at once; Node warns of one below 0.
    const remainingMs = Math.max(deadline - Date.now(), 0);
    timer = setTimeout(wake, Math.min(remainingMs, longestTimerMs));
  }

  return {
    add(call) {
      const deadline = timeOf(call);
      if (deadline === undefined) return;
      calls.add(call);
      if (deadline < wakeAt) wakeBy(deadline);
      else if (calls.size === 1) holdProcess(timer, true);
    },
    remove(call) {
      if (calls.delete(call) && calls.size === 0) holdProcess(timer, false);
    },
  };
}

function timerPerCall(timeOf: TimeOf, error: () => ServiceError): Deadlines {
  const timers = new Map<Call, Timer>();
  return {
    add(call) {
      const deadline = timeOf(call);
      if (deadline === undefined) return;
      const remainingMs = Math.min(deadline - Date.now(), longestTimerMs);
      timers.set(
        call,
        setTimeout(() => call.cancel(error()), remainingMs),
      );
    },
    remove(call) {
      clearTimeout(timers.get(call));
      timers.delete(call);
    },
  };
}

/** Where a pending timer keeps the process running, as in Node: only while there are calls. */
function holdProcess(timer: unknown, hold: boolean): void {
  if (typeof timer !== "object" || timer === null) return;
  const { ref, unref }: { ref?: unknown; unref?: unknown } = timer;
  const change = hold ? ref : unref;
  if (typeof change === "function") change.call(timer);
}

/** Lets the process end although this timer is pending. */
export function letProcessEnd(timer: unknown): void {
  holdProcess(timer, false);
}
