import { type Client, isServiceError, type UserService } from "@org/user-core";

/** Calls back with every name a user gets, from a revision on, until the user is deleted; goes on where a stream broke. */
export async function followUser(
  users: Client<typeof UserService>,
  userId: number,
  fromRevision: bigint,
  onName: (name: string) => void,
): Promise<void> {
  let afterRevision = fromRevision;
  for (;;) {
    try {
      for await (const update of users.watchUserUpdates({ userId, afterRevision })) {
        afterRevision = update.revision;
        if (update.field === "name") onName(update.newValue);
      }
      return;
    } catch (error) {
      if (!isServiceError(error) || error.code !== "UNAVAILABLE") throw error;
    }
  }
}
