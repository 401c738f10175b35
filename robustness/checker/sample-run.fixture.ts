import type { FieldValues, UserState, WatchEvent, Write, WriteResult } from "../history/records.ts";
import type { LogRow } from "../stores/dump.ts";
import type { Attempt, Chain, Message, RunHistory, Stream, WatchHistory } from "./run-history.ts";
import { indexRun, type RunIndex, stepUser } from "./run-index.ts";
import type { Validator } from "./validator.ts";

/** A user as it is created. */
export function user(id: number, name: string, more: Partial<UserState> = {}): UserState {
  return { id, name, email: `${name}@example.com`, isActive: true, revision: 1, ...more };
}

/** What all events of the log have. */
const plain = { isPruned: false, field: "", oldValue: "", newValue: "" };

/** A creation in the log, of a write of its own. */
export function created(id: number, name: string, more: Partial<LogRow> = {}): LogRow {
  const write = `create ${id}`;
  return {
    ...plain,
    kind: "created",
    userId: id,
    revision: 1,
    write,
    user: user(id, name),
    ...more,
  };
}

/** An update of a name in the log, of a write of its own. */
export function renamed(
  id: number,
  revision: number,
  [oldValue, newValue]: readonly [string, string],
  more: Partial<LogRow> = {},
): LogRow {
  const change = { field: "name", oldValue, newValue };
  const write = `update ${id} ${revision}`;
  return { ...plain, kind: "updated", userId: id, revision, write, ...change, ...more };
}

/** A deletion in the log, of a write of its own. */
export function deleted(id: number, revision: number, more: Partial<LogRow> = {}): LogRow {
  const write = `delete ${id}`;
  return { ...plain, kind: "deleted", userId: id, revision, write, field: "deleted", ...more };
}

/** A run whose database is what its log leads to, unless something else is said. */
export function runOf(log: readonly LogRow[], more: Partial<RunHistory> = {}): RunIndex {
  const byId = new Map<number, UserState>();
  for (const row of log) {
    const next = stepUser(byId.get(row.userId), row);
    if (next === undefined) byId.delete(row.userId);
    else byId.set(row.userId, next);
  }
  const users = [...byId.values()].toSorted((a, b) => a.id - b.id);
  const counts = { count: users.length, total: users.length };
  return indexRun({ log, users, ...counts, attempts: [], requests: [], ...more });
}

/** A create of one user, sent at a time and answered one later unless something else is said. */
export function create(id: string, name: string, at: number, result?: WriteResult): Attempt {
  const entries = [{ requestId: `request of ${name}`, name, email: `${name}@example.com` }];
  return { id, start: at, end: at + 1, write: { op: "create", entries, isBatch: false }, result };
}

/** The answer to {@link create}. */
export function createdAs(id: number, name: string): WriteResult {
  return { is: "created", entries: [{ is: "ok", user: user(id, name) }] };
}

/** An update, likewise. */
export function update(
  id: string,
  {
    userId,
    fields,
    at,
    expectedRevision,
  }: {
    readonly userId: number;
    readonly fields: FieldValues;
    readonly at: number;
    readonly expectedRevision?: number;
  },
  result?: WriteResult,
): Attempt {
  const expected = expectedRevision === undefined ? {} : { expectedRevision };
  const write: Write = { op: "update", userId, fields, ...expected };
  return { id, start: at, end: at + 1, write, result };
}

/** A message that tells of an event of the log. */
export function told(row: LogRow): WatchEvent {
  const { userId, revision, field, oldValue, newValue } = row;
  if (row.kind === "deleted") return { is: "deleted", userId };
  if (row.user !== undefined) return { is: "created", user: row.user };
  return { is: "updated", userId, revision, field, oldValue, newValue };
}

/** A user who was there before. */
export function existing(each: UserState): WatchEvent {
  return { is: "existing", user: each };
}

/** Says that the end of the log is reached. */
export const heartbeat: WatchEvent = { is: "heartbeat" };

/** A stream of everybody whose messages come at times 100, 101, …, unless something else is said. */
export function stream(events: readonly WatchEvent[], more: Partial<Stream> = {}): Stream {
  const messages = events.map((event, i): Message => ({ at: 100 + i, after: `token ${i}`, event }));
  const plainStream = {
    name: "stream",
    at: 99,
    whom: "everybody",
    after: "",
    includeExisting: false,
  };
  return { ...plainStream, whom: "everybody", messages, ...more };
}

/** A watch of one chain that did not reach the end, unless something else is said. */
export function watchOf(streams: readonly Stream[], isComplete = false): WatchHistory {
  const chain: Chain = { streams, isComplete };
  return { name: "watch", chains: [chain], hasReachedEnd: isComplete };
}

/** All that a validator finds. */
export function found(
  { ofRun, ofWatch }: Validator,
  run: RunIndex,
  watch?: WatchHistory,
): string[] {
  return [...(ofRun?.(run) ?? []), ...((watch && ofWatch?.(watch, run)) ?? [])];
}
