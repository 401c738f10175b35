import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { userNotFound } from "../errors.ts";
import { complete } from "../store-answers.ts";
import { requireUserId } from "../user-id.ts";

/** GetUser: one user by id. */
export function getUser({ store }: UserServiceDeps): Handlers<typeof UserService>["getUser"] {
  return async ({ userId }, call) => {
    requireUserId(userId);
    const [user] = complete(await store.get([userId], call), 1);
    if (user === undefined) throw userNotFound(userId);
    return user;
  };
}
