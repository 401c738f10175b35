import { Health } from "../gen/health/v1/health_pb.ts";
import type { Drain } from "../middleware/drain.ts";
import { type BoundService, bind } from "../rpc/bind.ts";
import type { Middleware } from "../rpc/middleware.ts";
import type { HealthDeps } from "./deps.ts";
import { check } from "./handlers/check.ts";
import { list } from "./handlers/list.ts";
import { watch } from "./handlers/watch.ts";
import { createReadiness } from "./readiness.ts";
import { createStatusFeed } from "./status-feed.ts";

/** Options of {@link createHealthService}. */
export interface HealthServiceOptions {
  /**
   * Resolves if the server can serve: `() => store.check()`. Why it rejects is
   * never sent; log it here. One that takes too long is not waited for, and may
   * run again while it still hangs.
   */
  readonly check: () => Promise<void>;
  /** Known by their names, beside the empty name of the whole server. All have one status. */
  readonly services: readonly BoundService[];
  /** When it begins, all is NOT_SERVING and every Watch is told at once. */
  readonly drain?: Drain;
  /** Watchers hear of a change after this many milliseconds at most. Default: 5,000. */
  readonly intervalMs?: number;
  /** A check that takes longer than this many milliseconds has failed. Default: 2,000. */
  readonly checkTimeoutMs?: number;
  /**
   * Round every call, first listed outermost. Without authentication, since
   * load balancers have no credentials; without the drain's, which would end
   * a Watch before its last message. Default: none.
   */
  readonly middleware?: readonly Middleware[];
}

/**
 * Makes the standard health service, `grpc.health.v1.Health`, for any transport
 * to serve beside the services it tells of.
 *
 * Source: https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 *
 * @example
 * const health = createHealthService({ check: () => store.check(), services });
 * addServices(server, [...services, health]); // @org/user-transport-grpc
 */
export function createHealthService(options: HealthServiceOptions): BoundService {
  const { services, drain, intervalMs = 5_000, checkTimeoutMs = 2_000, middleware = [] } = options;
  const ask = createReadiness({ check: options.check, checkTimeoutMs, drain });
  const feed = createStatusFeed({ ask, intervalMs, drain });
  const names = new Set(["", ...services.map(({ descriptor }) => descriptor.typeName)]);
  const deps: HealthDeps = { names, ask, feed };
  return bind(Health, { check: check(deps), watch: watch(deps), list: list(deps) }, { middleware });
}
