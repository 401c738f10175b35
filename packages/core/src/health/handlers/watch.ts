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

const { NOT_SERVING, SERVICE_UNKNOWN } = ServingStatus;

/**
 * Watch: a service's status, then each change, until the call is cancelled or a
 * drain ends watches: it would else hold up the server's close. An unknown service
 * stays unknown: a server's services don't change.
 */
export function watch({ names, feed, ending }: HealthDeps): Handlers<typeof Health>["watch"] {
  return async function* ({ service }, call) {
    const signal = ending ? AbortSignal.any([call.signal, ending]) : call.signal;
    if (!names.has(service)) {
      yield statusMessage(SERVICE_UNKNOWN);
      await parked(signal, () => {});
      return;
    }
    const subscription = feed.subscribe();
    let told: ServingStatus | undefined;
    try {
      for (;;) {
        told = await subscription.next(signal);
        yield statusMessage(told);
      }
    } catch (error) {
      // A drain without a delay ends it before the news of the drain has come.
      if (!call.signal.aborted && told !== NOT_SERVING) yield statusMessage(NOT_SERVING);
      throw error;
    } finally {
      subscription.close();
    }
  };
}

function statusMessage(status: ServingStatus): HealthCheckResponse {
  return create(HealthCheckResponseSchema, { status });
}
