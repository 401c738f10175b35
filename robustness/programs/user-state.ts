import type { User } from "@org/user-core";
import type { UserState } from "../history/records.ts";

/** A user as histories have it. */
export function userStateOf({ id, email, name, isActive, revision }: User): UserState {
  return { id, email, name, isActive, revision: Number(revision) };
}
