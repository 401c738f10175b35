import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { unimplemented } from "./unimplemented.ts";

/** WatchUsers: not yet. */
export function watchUsers(): Handlers<typeof UserService>["watchUsers"] {
  return () => {
    throw unimplemented("WatchUsers");
  };
}
