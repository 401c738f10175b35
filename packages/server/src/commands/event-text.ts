import { toJsonString } from "@bufbuild/protobuf";
import {
  type User,
  type UserUpdate,
  UserUpdateSchema,
  type WatchUsersResponse,
  WatchUsersResponseSchema,
} from "@org/user-core";
import { visible, visibleJson } from "./terminal-text.ts";
import { timeText } from "./user-text.ts";

/** A change of a user in a line for people. */
export function updateLine(update: UserUpdate): string {
  const { userId, field, oldValue, newValue, timestamp, revision } = update;
  const values = oldValue === newValue ? "" : `  ${quoted(oldValue)} → ${quoted(newValue)}`;
  return line(timestamp, `user ${userId}`, `${visible(field)}${values}  (revision ${revision})`);
}

/** A change of a user in JSON, in protobuf's mapping. */
export function updateJson(update: UserUpdate): string {
  return `${visibleJson(toJsonString(UserUpdateSchema, update, { alwaysEmitImplicit: true }))}\n`;
}

/** What happened to a user in a line for people; nothing for a heartbeat. */
export function eventLine({ event }: WatchUsersResponse): string {
  if (event.case === "updated") return updateLine(event.value);
  if (event.case === "deletedId") return line(undefined, `user ${event.value}`, "deleted");
  if (event.case === "created" || event.case === "existing")
    return userLine(event.case, event.value);
  return "";
}

/** What happened in JSON, in protobuf's mapping, with the token that goes on after it. */
export function eventJson(response: WatchUsersResponse): string {
  const json = toJsonString(WatchUsersResponseSchema, response, { alwaysEmitImplicit: true });
  return `${visibleJson(json)}\n`;
}

function userLine(what: string, { id, email, name, isActive, createdAt }: User): string {
  const inactive = isActive ? "" : ", inactive";
  return line(createdAt, `user ${id}`, `${what}  ${visible(email)}, ${quoted(name)}${inactive}`);
}

function line(unixSeconds: bigint | undefined, who: string, what: string): string {
  const time = unixSeconds === undefined ? "" : timeText(unixSeconds);
  return `${time.padEnd("2026-11-26 07:39:02Z".length)}  ${who}  ${what}\n`;
}

function quoted(text: string): string {
  return `"${visible(text)}"`;
}
