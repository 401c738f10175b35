import type { Message } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";

/** A message in words. */
export function describeMessage({ event }: Message): string {
  if (event.is === "heartbeat") return "a heartbeat";
  if (event.is === "deleted") return `the deletion of user ${event.userId}`;
  if (event.is === "updated") return `update ${event.revision} of user ${event.userId}`;
  return event.is === "created"
    ? `the creation of user ${event.user.id}`
    : `existing user ${event.user.id} at revision ${event.user.revision}`;
}

/** An event of the log in words. */
export function describeRow({ log }: RunIndex, index: number): string {
  const row = log[index];
  if (row === undefined) return "nothing";
  const { kind, userId, revision, write } = row;
  const what =
    kind === "updated" ? `update ${revision}` : kind === "created" ? "creation" : "deletion";
  return `the ${what} of user ${userId} (write ${write})`;
}
