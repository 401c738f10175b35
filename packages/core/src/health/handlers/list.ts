import { create } from "@bufbuild/protobuf";
import { type Health, HealthListResponseSchema } from "../../gen/health/v1/health_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { ServiceError } from "../../rpc/service-error.ts";
import type { HealthDeps } from "../deps.ts";

/** As in grpc-go: https://github.com/grpc/grpc-go/blob/master/health/server.go */
const maxNames = 100;

/** List: the status of every service, the whole server's among them. */
export function list({ names, ask }: HealthDeps): Handlers<typeof Health>["list"] {
  return async () => {
    if (names.size > maxNames) {
      throw new ServiceError("RESOURCE_EXHAUSTED", `More than ${maxNames} services`, {
        reason: "TOO_MANY_SERVICES",
      });
    }
    const status = await ask();
    const statuses = Object.fromEntries(Array.from(names, (name) => [name, { status }]));
    return create(HealthListResponseSchema, { statuses });
  };
}
