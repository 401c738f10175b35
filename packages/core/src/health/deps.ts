import type { HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import type { StatusFeed } from "./status-feed.ts";

/** What the handlers of the health service work with. */
export interface HealthDeps {
  /** The services whose health is known; the empty name is the whole server. */
  readonly names: ReadonlySet<string>;
  /** The present status of all of them; never rejects. */
  readonly ask: () => Promise<ServingStatus>;
  readonly feed: StatusFeed;
  /** Aborts when watches are to end; `undefined` where they never are. */
  readonly ending: AbortSignal | undefined;
}
