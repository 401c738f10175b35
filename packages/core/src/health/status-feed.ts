import type { HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import { letProcessEnd, requestsOwnTimers } from "../rpc/deadlines.ts";
import { parked } from "./parked.ts";

/** One watcher's view of the server's status. */
interface StatusSubscription {
  /** The present status, then each change; those that a slow watcher missed are one. Rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<ServingStatus>;
  close(): void;
}

/** Tells watchers how the server's status changes, with one poll for all of them. */
export interface StatusFeed {
  subscribe(): StatusSubscription;
}

/** What {@link createStatusFeed} works with. */
export interface StatusFeedOptions {
  /** The present status; never rejects. */
  readonly ask: () => Promise<ServingStatus>;
  /** Calls back when the status may have changed. Returns how to stop. */
  readonly onChange: (listener: () => void) => () => void;
  readonly intervalMs: number;
}

interface Watcher {
  /** The last status known; `undefined` before the first answer. */
  latest: ServingStatus | undefined;
  /** What the watcher was told last. */
  told: ServingStatus | undefined;
  wake: (() => void) | undefined;
}

/** Asks for the status while anybody watches, and at once when it has changed. */
export function createStatusFeed({ ask, onChange, intervalMs }: StatusFeedOptions): StatusFeed {
  const watchers = new Set<Watcher>();
  let stop: (() => void) | undefined;

  async function refresh(): Promise<void> {
    const status = await ask();
    for (const watcher of watchers) tell(watcher, status);
  }

  function poll(): () => void {
    const timer = setInterval(refresh, intervalMs);
    letProcessEnd(timer);
    return () => clearInterval(timer);
  }

  function start(): () => void {
    const stopPolling = requestsOwnTimers() ? undefined : poll();
    const stopListening = onChange(refresh);
    return () => {
      stopPolling?.();
      stopListening();
    };
  }

  return {
    subscribe() {
      const watcher: Watcher = { latest: undefined, told: undefined, wake: undefined };
      watchers.add(watcher);
      stop ??= start();
      // Not what the last poll found: what it hears first is the present.
      void ask().then((status) => tell(watcher, status));
      const stopOwnPolling = requestsOwnTimers() ? poll() : undefined;
      return {
        next: (signal) => nextStatus(watcher, signal),
        close() {
          stopOwnPolling?.();
          watchers.delete(watcher);
          if (watchers.size > 0) return;
          stop?.();
          stop = undefined;
        },
      };
    },
  };
}

function tell(watcher: Watcher, status: ServingStatus): void {
  watcher.latest = status;
  watcher.wake?.();
}

async function nextStatus(watcher: Watcher, signal: AbortSignal): Promise<ServingStatus> {
  for (;;) {
    const { latest } = watcher;
    if (latest !== undefined && latest !== watcher.told) {
      watcher.told = latest;
      return latest;
    }
    await parked(signal, (wake) => {
      watcher.wake = wake;
    });
  }
}
