import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";

const { NOT_SERVING } = ServingStatus;

/** What somebody was told who watches health, and watches anew wherever a Watch ends. */
export interface HealthSeen {
  /** Watches that told something. */
  readonly watches: number;
  /** Of those, the ones that ended without a word of it before. */
  readonly unannounced: number;
}

/** Somebody who watches until stopped. */
export interface HealthWatcher {
  stop(): Promise<HealthSeen>;
}

/** Watches the health of whichever instance a balancer gives, each time over a connection of its own. */
export function watchHealth(port: number): HealthWatcher {
  const controller = new AbortController();
  const { signal } = controller;
  const seen = { watches: 0, unannounced: 0 };
  const watching = (async () => {
    while (!signal.aborted) {
      const last = await lastStatus(port, signal);
      if (last === undefined) continue;
      seen.watches += 1;
      if (last !== NOT_SERVING && !signal.aborted) seen.unannounced += 1;
    }
  })();
  return {
    async stop() {
      controller.abort();
      await watching;
      return seen;
    },
  };
}

/** What one Watch said before it ended; `undefined` if it said nothing. */
async function lastStatus(port: number, signal: AbortSignal): Promise<ServingStatus | undefined> {
  const health = createGrpcClient(`127.0.0.1:${port}`, Health, {
    channelOptions: { "grpc.use_local_subchannel_pool": 1 },
  });
  let last: ServingStatus | undefined;
  try {
    for await (const { status } of health.watch({}, { signal })) last = status;
  } catch {
    // It ends with UNAVAILABLE: what it said before is what counts.
  } finally {
    health.close();
  }
  return last;
}
