import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";

/** What somebody was told who watches health, and watches anew wherever a Watch ends. */
export interface HealthSeen {
  /** Watches that told something, and have ended. */
  readonly watches: number;
  /** Of those, the ones that ended while they said SERVING. */
  readonly unannounced: number;
  /** Statuses, of all watches together. */
  readonly statuses: number;
}

/** Somebody who watches until stopped. */
export interface HealthWatcher {
  /** So far. */
  readonly seen: HealthSeen;
  stop(): Promise<HealthSeen>;
}

/** Watches the health of whichever instance a balancer gives, each time over a connection of its own. */
export function watchHealth(port: number): HealthWatcher {
  const controller = new AbortController();
  const { signal } = controller;
  const seen = { watches: 0, unannounced: 0, statuses: 0 };

  /** Resolves with what a Watch said before it ended; `undefined` if it said nothing. */
  async function watchOnce(): Promise<ServingStatus | undefined> {
    const health = createGrpcClient(`127.0.0.1:${port}`, Health, {
      channelOptions: { "grpc.use_local_subchannel_pool": 1 },
    });
    let last: ServingStatus | undefined;
    try {
      for await (const { status } of health.watch({}, { signal })) {
        last = status;
        seen.statuses += 1;
      }
    } catch {
      // It ends with UNAVAILABLE: what it said before is what counts.
    } finally {
      health.close();
    }
    return last;
  }

  async function watchOn(): Promise<void> {
    while (!signal.aborted) {
      const last = await watchOnce();
      if (last === undefined) continue;
      seen.watches += 1;
      if (last === ServingStatus.SERVING && !signal.aborted) seen.unannounced += 1;
    }
  }

  const watching = watchOn();
  return {
    seen,
    async stop() {
      controller.abort();
      await watching;
      return seen;
    },
  };
}
