import type { Micros } from "../history/clock.ts";
import type { NewUserEntry, UserState } from "../history/records.ts";
import type { LogRow } from "../stores/dump.ts";
import type { Attempt, RunHistory } from "./run-history.ts";

/** When the write of an event was asked for, and when it was acknowledged. */
interface WriteTimes {
  readonly start: Micros;
  /** Of the first acknowledgement; none: never acknowledged. */
  readonly end: Micros;
}

/** A run, with what validators look up in it. */
export interface RunIndex extends RunHistory {
  /** Where the log has this revision of a user first. */
  indexOf(userId: number, revision: number): number | undefined;
  /** Where the log has the deletion of a user. */
  deletionOf(userId: number): number | undefined;
  /** The last revision of a user in the log; 0 for none. */
  lastRevisionOf(userId: number): number;
  /** The times of the write that an event is of; `undefined` if nobody can tell which it is. */
  timesOf(index: number): WriteTimes | undefined;
  /** The attempt with this name of its own; of a create that was sent again, the first. */
  attemptNamed(name: string): Attempt | undefined;
}

/** Indexes a run. */
export function indexRun(run: RunHistory): RunIndex {
  const byRevision = new Map<string, number>();
  const deletions = new Map<number, number>();
  const last = new Map<number, number>();
  for (const [i, { userId, revision, kind }] of run.log.entries()) {
    const key = keyOf(userId, revision);
    if (!byRevision.has(key)) byRevision.set(key, i);
    if (kind === "deleted") deletions.set(userId, i);
    last.set(userId, Math.max(revision, last.get(userId) ?? 0));
  }
  const marks = marksOfRows(run.log);
  const named = new Map<string, Attempt>();
  const times = new Map<string, WriteTimes>();
  for (const attempt of run.attempts) {
    for (const [key, isAcknowledged] of marksOf(attempt)) {
      const { start, end } = times.get(key) ?? { start: attempt.start, end: never };
      const told = isAcknowledged && attempt.end !== undefined ? attempt.end : never;
      times.set(key, { start: Math.min(start, attempt.start), end: Math.min(end, told) });
      if (!named.has(key)) named.set(key, attempt);
    }
  }
  return {
    ...run,
    indexOf: (userId, revision) => byRevision.get(keyOf(userId, revision)),
    deletionOf: (userId) => deletions.get(userId),
    lastRevisionOf: (userId) => last.get(userId) ?? 0,
    attemptNamed: (name) => named.get(name),
    timesOf: (index) => times.get(marks[index] ?? ""),
  };
}

/** The state of a user after an event. */
export function stepUser(before: UserState | undefined, row: LogRow): UserState | undefined {
  if (row.kind === "created") return row.user;
  if (row.kind === "deleted" || before === undefined) return undefined;
  const { revision, field, newValue } = row;
  if (field === "is_active") return { ...before, revision, isActive: newValue === "true" };
  return { ...before, revision, [field]: newValue };
}

/** The entries that a create asks for; none of another write. */
export function entriesOf({ write }: Attempt): readonly NewUserEntry[] {
  return write.op === "create" ? write.entries : [];
}

const never = Number.POSITIVE_INFINITY;

function keyOf(userId: number, revision: number): string {
  return `${userId}:${revision}`;
}

function deletionMark(userId: number): string {
  return `deletion of ${userId}`;
}

/** What tells whose write an event is: the name in it that is of no other; without one, nothing does. */
function marksOfRows(log: readonly LogRow[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { write, user, field, newValue } of log) {
    if (user !== undefined) names.set(write, user.name);
    else if (field === "name") names.set(write, newValue);
  }
  return log.map(({ kind, userId, write }) =>
    kind === "deleted" ? deletionMark(userId) : (names.get(write) ?? ""),
  );
}

/** The marks of what an attempt asks for, and whether it was told that it is there. */
function* marksOf({ write, result }: Attempt): Generator<readonly [string, boolean]> {
  if (write.op === "delete") yield [deletionMark(write.userId), result?.is === "deleted"];
  else if (write.op === "create") {
    for (const [i, { name }] of write.entries.entries()) {
      yield [name, result?.is === "created" && result.entries[i]?.is === "ok"];
    }
  } else if (write.fields.name !== undefined) {
    yield [write.fields.name, result?.is === "updated"];
  }
}
