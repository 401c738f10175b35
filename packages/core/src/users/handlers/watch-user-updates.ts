import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Call } from "../../rpc/call.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { invalidFields, resumePointAhead, resumePointExpired, userNotFound } from "../errors.ts";
import { complete } from "../store-answers.ts";
import { requireUserId } from "../user-id.ts";
import type { UserUpdates } from "../user-store.ts";

const pageSize = 100;

/**
 * WatchUserUpdates: reads the user's log from a position, then sleeps until
 * the feed says that the user may have changed.
 */
export function watchUserUpdates({
  store,
  feed,
}: UserServiceDeps): Handlers<typeof UserService>["watchUserUpdates"] {
  return async function* ({ userId, afterRevision }, call) {
    requireUserId(userId);
    if (afterRevision !== undefined && afterRevision < 0n) {
      throw invalidFields([{ field: "after_revision", description: "must not be negative" }]);
    }
    // Before the position is read, so that no change falls between the two.
    const subscription = feed.subscribe(userId);
    try {
      let position = afterRevision ?? (await presentRevision(userId, call));
      let page = served(await store.userUpdates(userId, position, pageSize, call), userId);
      call.sendHeaders();
      for (;;) {
        yield* page.updates;
        if (page.ended) return;
        position = page.updates.at(-1)?.revision ?? position;
        if (page.updates.length < pageSize) await subscription.wait(call.signal);
        page = served(await store.userUpdates(userId, position, pageSize, call), userId, true);
      }
    } finally {
      subscription.close();
    }
  };

  async function presentRevision(userId: number, call: Call): Promise<bigint> {
    const [user] = complete(await store.get([userId], call), 1);
    if (user === undefined) throw userNotFound(userId);
    return user.revision;
  }
}

/** The updates, or the error that says why there are none. Never a silent skip. */
function served(
  result: UserUpdates,
  userId: number,
  watching = false,
): Extract<UserUpdates, { kind: "updates" }> {
  if (result.kind === "updates") return result;
  if (result.kind === "ahead") throw resumePointAhead(result.revision);
  // Under a watch, a user of whom nothing is left was deleted and forgotten unseen.
  if (result.kind === "expired" || watching) throw resumePointExpired();
  throw userNotFound(userId);
}
