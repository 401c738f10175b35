import { create } from "@bufbuild/protobuf";
import {
  type Health,
  type HealthCheckResponse,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../../gen/health/v1/health_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { HealthDeps } from "../deps.ts";
import { parked } from "../parked.ts";

/**
 * Watch: a service's status, then each change, until the call is cancelled. An
 * unknown service stays unknown: a server's services don't change.
 */
export function watch({ names, feed }: HealthDeps): Handlers<typeof Health>["watch"] {
  return async function* ({ service }, { signal }) {
    if (!names.has(service)) {
      yield statusMessage(ServingStatus.SERVICE_UNKNOWN);
      await parked(signal, () => {});
      return;
    }
    const subscription = feed.subscribe();
    try {
      for (;;) yield statusMessage(await subscription.next(signal));
    } finally {
      subscription.close();
    }
  };
}

function statusMessage(status: ServingStatus): HealthCheckResponse {
  return create(HealthCheckResponseSchema, { status });
}
