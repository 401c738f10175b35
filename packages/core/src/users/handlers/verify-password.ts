import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { unimplemented } from "./unimplemented.ts";

/** VerifyPassword: not yet. */
export function verifyPassword(): Handlers<typeof UserService>["verifyPassword"] {
  return () => {
    throw unimplemented("VerifyPassword");
  };
}
