import type { UserState } from "../history/records.ts";

/** One event of the log, as the database has it. */
export interface LogRow {
  readonly userId: number;
  readonly revision: number;
  readonly kind: "created" | "updated" | "deleted";
  /** Which write it is of. Neighbours with the same are of one. */
  readonly write: string;
  /** Whether it had been pruned by the end. */
  readonly isPruned: boolean;
  /** Of an update and a deletion. */
  readonly field: string;
  readonly oldValue: string;
  readonly newValue: string;
  /** Of a creation. */
  readonly user?: UserState;
}

/** What the database held when all was over. */
export interface Dump {
  /** By id. */
  readonly users: readonly UserState[];
  /** The whole log in the store's order, with what was pruned of it. */
  readonly log: readonly LogRow[];
  /** The number of users that the store keeps. */
  readonly count: number;
  /** By request id, the user that it made. */
  readonly requests: readonly (readonly [requestId: string, userId: number])[];
}

/** A row of `events`, with the columns that both databases have. */
export interface EventColumns {
  readonly user_id: unknown;
  readonly revision: unknown;
  readonly kind: unknown;
  readonly field: unknown;
  readonly old_value: unknown;
  readonly new_value: unknown;
  readonly email: unknown;
  readonly name: unknown;
  readonly is_active: unknown;
}

const kinds = ["created", "updated", "deleted"] as const;

/** The event in a row. */
export function logRowOf(row: EventColumns, write: string, isPruned: boolean): LogRow {
  const kind = kinds[Number(row.kind)];
  if (kind === undefined) throw new TypeError(`An event is of kind ${row.kind}`);
  const userId = Number(row.user_id);
  const common = {
    ...{ userId, revision: Number(row.revision), kind, write, isPruned },
    ...{ field: textOf(row.field), oldValue: textOf(row.old_value) },
    newValue: textOf(row.new_value),
  };
  if (kind !== "created") return common;
  return { ...common, user: userStateOf({ ...row, id: userId }) };
}

/** The user in a row. */
export function userStateOf(
  row: Pick<EventColumns, "email" | "name" | "is_active" | "revision"> & { readonly id: unknown },
): UserState {
  return {
    id: Number(row.id),
    email: textOf(row.email),
    name: textOf(row.name),
    isActive: Boolean(row.is_active),
    revision: Number(row.revision),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
