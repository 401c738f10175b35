import type { UserState } from "../history/records.ts";
import type { LogRow } from "../stores/dump.ts";
import { stepUser } from "./run-index.ts";

/** Neighbours in the log that are of one write. */
export interface LoggedWrite {
  readonly id: string;
  readonly rows: readonly LogRow[];
  /** The user before it; `undefined` if there was none. */
  readonly before: UserState | undefined;
}

/** The writes of a log in turn. */
export function* loggedWrites(log: readonly LogRow[]): Generator<LoggedWrite> {
  const users = new Map<number, UserState>();
  let rows: LogRow[] = [];
  let before: UserState | undefined;
  for (const row of log) {
    const [first] = rows;
    if (first !== undefined && first.write !== row.write) {
      yield { id: first.write, rows, before };
      rows = [];
    }
    if (rows.length === 0) before = users.get(row.userId);
    rows.push(row);
    const next = stepUser(users.get(row.userId), row);
    if (next === undefined) users.delete(row.userId);
    else users.set(row.userId, next);
  }
  const [first] = rows;
  if (first !== undefined) yield { id: first.write, rows, before };
}
