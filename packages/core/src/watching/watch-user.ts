import type { UserService, UserUpdate } from "../gen/userservice/v1/user_service_pb.ts";
import type { CallOptions, Client } from "../rpc/client.ts";
import { type ResumingOptions, resumeStream } from "../rpc/resume-stream.ts";

/** Options of {@link watchUser}. */
export interface WatchUserOptions extends ResumingOptions {
  /** Updates after this revision of the user. Default: from now on. */
  readonly afterRevision?: bigint;
}

/**
 * A user's updates, over any transport, without gap or repetition however often
 * the connection is lost. Ends after the update `deleted`, on the caller's
 * signal or when it is left; fails with what can't be resumed: NOT_FOUND for an
 * unknown user, OUT_OF_RANGE when the log no longer holds what follows.
 *
 * @example
 * for await (const { field, newValue } of watchUser(users, 7, { signal })) …
 */
export function watchUser(
  client: Pick<Client<typeof UserService>, "getUser" | "watchUserUpdates">,
  userId: number,
  options: WatchUserOptions = {},
): AsyncIterable<UserUpdate> {
  let { afterRevision } = options;

  /** Without a revision a stream that broke before its first update could not go on from anywhere. */
  async function* open(call: CallOptions): AsyncGenerator<UserUpdate, void> {
    const { signal, headers } = call;
    const user = { ...(signal && { signal }), ...(headers && { headers }) };
    afterRevision ??= (await client.getUser({ userId }, user)).revision;
    yield* client.watchUserUpdates({ userId, afterRevision }, call);
  }

  return resumeStream(
    {
      open,
      // After the deletion, also one that was received before.
      endsWithOk: true,
      note({ revision, field }) {
        afterRevision = revision;
        return field === "deleted";
      },
    },
    options,
  );
}
