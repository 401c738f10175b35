import {
  Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../gen/health/v1/health_pb.ts";
import { type BoundService, bind } from "../rpc/bind.ts";
import type { Middleware } from "../rpc/middleware.ts";
import type { HealthDeps } from "./deps.ts";
import { check } from "./handlers/check.ts";
import { list } from "./handlers/list.ts";
import { watch } from "./handlers/watch.ts";
import type { Readiness } from "./readiness.ts";
import { createStatusFeed } from "./status-feed.ts";

const { SERVING, NOT_SERVING } = ServingStatus;

/** Options of {@link createHealthService}. */
export interface HealthServiceOptions {
  /** Whether the server can serve, of `createReadiness`. NOT_SERVING while it is not. */
  readonly readiness: Readiness;
  /** Known by their names, beside the empty name of the whole server. All have one status. */
  readonly services: readonly BoundService[];
  /**
   * While anybody watches, the readiness is asked every so many milliseconds.
   * Watchers hear of a change as soon as it is known, of a drain at once. Default: 5,000.
   */
  readonly intervalMs?: number;
  /**
   * Round every call, first listed outermost. Without authentication, since
   * load balancers have no credentials; without the drain's, which would end
   * a Watch before its last message: the readiness has it end with the others. Default: none.
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
 * const readiness = createReadiness({ check: () => store.check(), drain });
 * const health = createHealthService({ readiness, services });
 * addServices(server, [...services, health]); // @org/user-transport-grpc
 */
export function createHealthService(options: HealthServiceOptions): BoundService {
  const { readiness, services, intervalMs = 5_000, middleware = [] } = options;
  const ask = async () => ((await readiness.isReady()) ? SERVING : NOT_SERVING);
  const feed = createStatusFeed({ ask, onChange: readiness.onChange, intervalMs });
  const names = new Set(["", ...services.map(({ descriptor }) => descriptor.typeName)]);
  const deps: HealthDeps = { names, ask, feed, ending: readiness.ending };
  return bind(Health, { check: check(deps), watch: watch(deps), list: list(deps) }, { middleware });
}
