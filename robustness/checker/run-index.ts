import type { Micros } from "../history/clock.ts";
import type { NewUserEntry, UserState } from "../history/records.ts";
import type { LogRow } from "../stores/dump.ts";
import type { Attempt, RunHistory } from "./run-history.ts";

/** When the write of an event was asked for, and when it was acknowledged. */
export interface WriteTimes {
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
    timesOf(index) {
      const row = run.log[index];
      return row && times.get(markOf(row));
    },
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

/** What of an event tells whose write it is: a name that is of no other, or the revision that was told. */
function markOf({ kind, user, userId, revision, field, newValue }: LogRow): string {
  if (kind === "created") return user?.name ?? "";
  return field === "name" ? newValue : keyOf(userId, revision);
}

/** The marks of the events of an attempt, as far as they are known, and whether it was told that they are there. */
function* marksOf({ write, result }: Attempt): Generator<readonly [string, boolean]> {
  if (write.op === "create") {
    for (const [i, { name }] of write.entries.entries()) {
      yield [name, result?.is === "created" && result.entries[i]?.is === "ok"];
    }
  }
  if (write.op !== "update") return;
  const isUpdated = result?.is === "updated";
  if (write.fields.name !== undefined) yield [write.fields.name, isUpdated];
  else if (isUpdated) yield [keyOf(result.user.id, result.user.revision), true];
}
