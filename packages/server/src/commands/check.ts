import { Health, HealthCheckResponse_ServingStatus as Status } from "@org/user-core";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { print } from "./output.ts";

/** `user-server check`: a health probe, for containers and scripts. */
export const checkCommand = defineCommand({
  flags: {
    service: {
      value: "NAME",
      default: "",
      text: "of this service, as userservice.v1.UserService; of all if there is none",
    },
    ...connectionFlags,
    timeout: { ...connectionFlags.timeout, default: "2s" },
  },
  examples: ["user-server check", "user-server check --service userservice.v1.UserService"],
  async run(flags) {
    using health = connect(Health, flags);
    const { status } = await health.check({ service: flags.service });
    await print(`${names.get(status) ?? "UNKNOWN"}\n`);
    return status === Status.SERVING ? 0 : 1;
  },
});

const names = new Map<number, string>([
  [Status.SERVING, "SERVING"],
  [Status.NOT_SERVING, "NOT_SERVING"],
  [Status.SERVICE_UNKNOWN, "SERVICE_UNKNOWN"],
]);
