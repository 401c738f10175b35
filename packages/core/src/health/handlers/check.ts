import { create } from "@bufbuild/protobuf";
import { type Health, HealthCheckResponseSchema } from "../../gen/health/v1/health_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { ServiceError } from "../../rpc/service-error.ts";
import type { HealthDeps } from "../deps.ts";

/** Check: whether a service can serve now. */
export function check({ names, ask }: HealthDeps): Handlers<typeof Health>["check"] {
  return async ({ service }) => {
    if (!names.has(service)) {
      throw new ServiceError("NOT_FOUND", "Unknown service", { reason: "SERVICE_UNKNOWN" });
    }
    return create(HealthCheckResponseSchema, { status: await ask() });
  };
}
