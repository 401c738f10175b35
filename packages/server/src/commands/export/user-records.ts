import type { User } from "@org/user-core";
import { stringify } from "csv-stringify/sync";
import { visible } from "../terminal-text.ts";
import { userJson } from "../user-text.ts";

/** Writes users in a format. */
export interface UserFormat {
  /** What comes before all users. */
  readonly head: string;
  encode(users: readonly User[]): string;
}

const columns = ["id", "email", "name", "is_active", "created_at", "updated_at", "revision"];

/**
 * CSV as RFC 4180 has it, with a header; times in Unix seconds. What is given to
 * a terminal has nothing in it that a terminal would obey; elsewhere it is as it is.
 */
export function csvFormat(isTerminal: boolean): UserFormat {
  const shown = isTerminal ? visible : (text: string) => text;
  // RFC 4180 ends lines so.
  const encode = (rows: readonly (readonly string[])[]) =>
    stringify([...rows], { record_delimiter: "windows" });
  return {
    head: encode([columns]),
    encode: (users) =>
      encode(
        users.map(({ id, email, name, isActive, createdAt, updatedAt, revision }) => [
          ...[`${id}`, shown(email), shown(name), `${isActive}`],
          ...[`${createdAt}`, `${updatedAt}`, `${revision}`],
        ]),
      ),
  };
}

/** A line of JSON each, in protobuf's mapping. */
export const ndjsonFormat: UserFormat = {
  head: "",
  encode: (users) => users.map(userJson).join(""),
};
