import { durationFromMs } from "@bufbuild/protobuf/wkt";
import type { UserService, WatchUsersResponse } from "../gen/userservice/v1/user_service_pb.ts";
import type { Client } from "../rpc/client.ts";
import { type ResumingOptions, resumeStream } from "../rpc/resume-stream.ts";

/** Options of {@link watchUsers}. */
export interface WatchUsersOptions extends ResumingOptions {
  /** The last token received, also by another process. Default: from now on. */
  readonly resumeToken?: string;
  /** Without a token: all present users first. Default: `false`. */
  readonly includeExisting?: boolean;
  /**
   * How often to be told that nothing happened, in milliseconds, from 1,000. A
   * stream silent for three times as long is taken for broken. Default: 10,000.
   */
  readonly heartbeatIntervalMs?: number;
}

/**
 * Changes of all users, over any transport, without gap or repetition however
 * often the connection is lost. Each message has a token that goes on after it;
 * a heartbeat comes as soon as the stream has caught up with the log, and
 * whenever nothing else did for a while. Ends on the caller's signal or when it
 * is left; fails with what can't be resumed: OUT_OF_RANGE when the log no
 * longer holds what follows, FAILED_PRECONDITION for a token of another store.
 *
 * @example
 * for await (const { event, resumeToken } of watchUsers(users, { signal })) …
 */
export function watchUsers(
  client: Pick<Client<typeof UserService>, "watchUsers">,
  options: WatchUsersOptions = {},
): AsyncIterable<WatchUsersResponse> {
  const {
    includeExisting = false,
    heartbeatIntervalMs = 10_000,
    onWatching,
    ...resuming
  } = options;
  const heartbeatInterval = durationFromMs(heartbeatIntervalMs);
  let { resumeToken = "" } = options;
  let isOpen = false;

  return resumeStream(
    {
      open(call) {
        isOpen = false;
        return client.watchUsers({ resumeToken, includeExisting, heartbeatInterval }, call);
      },
      note(message) {
        resumeToken = message.resumeToken;
        // Not with the headers: only from a token on is nothing missed, whatever breaks.
        if (!isOpen) onWatching?.();
        isOpen = true;
        return false;
      },
      silenceMs: 3 * heartbeatIntervalMs,
    },
    resuming,
  );
}
