import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type WatchUsersResponse,
  WatchUsersResponseSchema,
} from "../gen/userservice/v1/user_service_pb.ts";
import type { PlacedEvent } from "./log-reader.ts";
import type { PresentItem } from "./present-users.ts";
import type { LogPoint, ResumePoint, ResumeTokens } from "./resume-token.ts";
import type { UserEvent } from "./user-store.ts";

type ResponseEvent = NonNullable<MessageInitShape<typeof WatchUsersResponseSchema>["event"]>;

/** Makes the messages of a watch of all users. */
export interface WatchResponses {
  /** Of what the present users bring: a token in it goes on there. */
  present(item: PresentItem): WatchUsersResponse;
  /** Of a change of the log. */
  change(placed: PlacedEvent): WatchUsersResponse;
  /** Of nothing. */
  heartbeat(point: LogPoint): WatchUsersResponse;
}

/** By event, its message: all who follow the log closely are sent the same ones. */
export type SharedResponses = WeakMap<UserEvent, WatchUsersResponse>;

/** Makes messages with tokens of a store. */
export function createWatchResponses(
  tokens: ResumeTokens,
  shared: SharedResponses,
): WatchResponses {
  function respond(event: ResponseEvent, point: ResumePoint): WatchUsersResponse {
    return create(WatchUsersResponseSchema, { event, resumeToken: tokens.encode(point) });
  }

  /** Of the log alone: the present users are told. */
  function respondAt(event: ResponseEvent, { position, sent }: LogPoint): WatchUsersResponse {
    return respond(event, { position, sent, existingUpTo: undefined });
  }

  return {
    present(item) {
      if ("event" in item) return respond(changeOf(item.event), item.point);
      return respond({ case: "existing", value: item.existing }, item.point);
    },
    change({ event, point }) {
      const response = shared.get(event) ?? respondAt(changeOf(event), point);
      shared.set(event, response);
      return response;
    },
    heartbeat: (point) => respondAt({ case: "heartbeat", value: {} }, point),
  };
}

function changeOf(event: UserEvent): ResponseEvent {
  if (event.kind === "created") return { case: "created", value: event.user };
  if (event.kind === "updated") return { case: "updated", value: event.update };
  return { case: "deletedId", value: event.userId };
}
