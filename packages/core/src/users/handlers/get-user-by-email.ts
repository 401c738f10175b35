import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { emailNotFound, invalidFields } from "../errors.ts";
import { createFieldChecks } from "../user.ts";

/** GetUserByEmail: one user by an address that has the same mailbox. */
export function getUserByEmail({
  store,
}: UserServiceDeps): Handlers<typeof UserService>["getUserByEmail"] {
  return async (request, call) => {
    const checks = createFieldChecks();
    const emailKey = checks.email(request.email.trim());
    if (checks.violations.length > 0) throw invalidFields(checks.violations);
    const user = await store.getByEmail(emailKey, call);
    if (user === undefined) throw emailNotFound();
    return user;
  };
}
