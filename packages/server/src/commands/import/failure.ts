import type { StatusCode } from "@org/user-core";
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
