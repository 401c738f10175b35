import { toJsonString } from "@bufbuild/protobuf";
import { type User, UserSchema } from "@org/user-core";
import { print } from "./output.ts";
import type { Column } from "./table.ts";
import { visible, visibleJson } from "./terminal-text.ts";

/** The columns of a list of users. */
export const userColumns: readonly Column[] = [
  { title: "ID", align: "right" },
  { title: "EMAIL", isElastic: true },
  { title: "NAME", isElastic: true },
  { title: "ACTIVE" },
  { title: "CREATED" },
  { title: "REVISION", align: "right" },
];

/** A user in those columns. */
export function userCells(user: User): string[] {
  const { id, email, name, isActive, createdAt, revision } = user;
  const day = timeText(createdAt).slice(0, "2026-11-26".length);
  return [`${id}`, email, name, isActive ? "yes" : "no", day, `${revision}`];
}

/** Prints one user: line by line for people, or as a line of JSON. */
export async function printUser(user: User, asJson: boolean): Promise<void> {
  await print(asJson ? userJson(user) : userLines(user));
}

/** A user as a line of JSON, in protobuf's mapping, with every field. */
export function userJson(user: User): string {
  return `${visibleJson(toJsonString(UserSchema, user, { alwaysEmitImplicit: true }))}\n`;
}

function userLines(user: User): string {
  return Object.entries({
    id: `${user.id}`,
    email: visible(user.email),
    name: visible(user.name),
    active: user.isActive ? "yes" : "no",
    created: timeText(user.createdAt),
    updated: timeText(user.updatedAt),
    revision: `${user.revision}`,
  })
    .map(([title, value]) => `${title.padEnd(8)}  ${value}\n`)
    .join("");
}

/** A time as people read it, in UTC: `2026-11-26 07:39:02Z`. */
export function timeText(unixSeconds: bigint): string {
  const time = new Date(Number(unixSeconds) * 1_000);
  // What a server may say is wider than what a date can be.
  if (Number.isNaN(time.valueOf())) return `${unixSeconds}`;
  return time.toISOString().replace("T", " ").replace(/\.\d+/, "");
}
