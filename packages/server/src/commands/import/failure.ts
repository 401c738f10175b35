import { type BatchCreateUsersResponse, type StatusCode, statusCodeOf } from "@org/user-core";
import type { BadRow, ImportRow } from "./row.ts";

/** A row that created nobody, as a file of failures has it: never with a password or a hash. */
export interface Failure {
  readonly row: number;
  /** `null` for a row that can't be read: which of its parts is a password can't be told. */
  readonly input: Pick<ImportRow, "email" | "name" | "isActive"> | null;
  readonly code: StatusCode;
  readonly reason: string;
  readonly message: string;
}

/** The failure of a row that can't be read. */
export function failureOf({ row, fault }: BadRow): Failure {
  const reason = "ROW_UNREADABLE";
  return { row, input: null, code: "INVALID_ARGUMENT", reason, message: fault };
}

/** What reasons mean for a row of a file, whose request id the service's own words are about. */
const meanings = new Map([
  [
    "USER_NOT_FOUND",
    "An earlier import created this user, who was deleted since; the row can create them again once the server has forgotten it (--request-id-retention, 24h or more)",
  ],
  [
    "REQUEST_ID_REUSED",
    "An earlier import created this user with another password, and that was left as it is",
  ],
]);

/** The failures of an answer, each with the row that was sent for it. */
export function failuresIn(
  { failures }: BatchCreateUsersResponse,
  rows: readonly ImportRow[],
): Failure[] {
  return failures.map(({ index, code, reason, message }) => {
    const { row = 0, email = "", name = "", isActive = true } = rows[Number(index)] ?? {};
    const input = { email, name, isActive };
    const meaning = meanings.get(reason) ?? message;
    return { row, input, code: statusCodeOf(code), reason, message: meaning };
  });
}
