import type { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { complete } from "../store-answers.ts";

/** How many waiting ids make one look-up at most. */
const lookupSize = 100;

/** SyncUsers: answers ids in the order asked, those already waiting with one look-up. */
export function syncUsers({ store }: UserServiceDeps): Handlers<typeof UserService>["syncUsers"] {
  return async function* (requests, call) {
    for (;;) {
      const waiting = await requests.nextBatch(lookupSize);
      if (waiting.length === 0) return;
      const ids = waiting.map(({ userId }) => userId);
      const users = complete(await store.get(ids, call), ids.length);
      for (const user of users) if (user !== undefined) yield user;
    }
  };
}
