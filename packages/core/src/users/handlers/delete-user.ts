import { create } from "@bufbuild/protobuf";
import { EmptySchema } from "@bufbuild/protobuf/wkt";
import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { revisionMismatch, userNotFound } from "../errors.ts";
import { brokenPromise, complete, untilWon } from "../store-answers.ts";
import { deletionOf } from "../user.ts";
import { requireUserId } from "../user-id.ts";

/** DeleteUser: frees the email and appends the user's last update. */
export function deleteUser({
  store,
  nowSeconds,
}: UserServiceDeps): Handlers<typeof UserService>["deleteUser"] {
  return async ({ userId, expectedRevision }, call) => {
    requireUserId(userId);
    return untilWon(async () => {
      const [user] = complete(await store.get([userId], call), 1);
      if (user === undefined) throw userNotFound(userId);
      if (expectedRevision !== undefined && expectedRevision !== user.revision) {
        throw revisionMismatch(user.revision);
      }
      const update = deletionOf(user, nowSeconds());
      const removed = await store.remove(userId, user.revision, update, call);
      if (removed) return create(EmptySchema);
      if (removed !== false) brokenPromise();
      call.signal.throwIfAborted();
      return undefined;
    });
  };
}
