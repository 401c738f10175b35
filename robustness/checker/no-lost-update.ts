import type { UserState } from "../history/records.ts";
import type { LogRow } from "../stores/dump.ts";
import { type RunIndex, stepUser } from "./run-index.ts";
import type { Validator } from "./validator.ts";

/**
 * Revisions are gapless and each change starts from the one before it; each acknowledged update
 * is in the log exactly once; of several that expect a revision, one wins; and what the log leads
 * to is what the users are.
 */
export const noLostUpdate: Validator = {
  promise: "no lost update",
  *ofRun(run) {
    yield* brokenSteps(run);
    yield* severalWinners(run);
    yield* notOnce(run);
  },
};

function* brokenSteps(run: RunIndex): Generator<string> {
  const users = new Map<number, UserState>();
  for (const row of run.log) {
    const before = users.get(row.userId);
    yield* brokenStep(before, row);
    const after = stepUser(before, row);
    if (after === undefined) users.delete(row.userId);
    else users.set(row.userId, after);
  }
  for (const user of run.users) {
    const { id } = user;
    if (!isSame(users.get(id), user)) yield `user ${id} is not what the log leads to`;
    users.delete(id);
  }
  for (const id of users.keys()) yield `the log leads to user ${id}, who is not there`;
}

function* brokenStep(before: UserState | undefined, row: LogRow): Generator<string> {
  const { userId, revision, kind, field, oldValue } = row;
  const expected = (before?.revision ?? 0) + 1;
  if ((kind === "created") === (before !== undefined))
    yield `user ${userId}: ${kind} at revision ${revision}, where it can't be`;
  if (revision !== expected) yield `user ${userId}: revision ${revision} follows ${expected - 1}`;
  if (kind !== "updated" || before === undefined) return;
  const value = fieldOf(before, field);
  if (value !== oldValue)
    yield `user ${userId}: revision ${revision} changes ${field} from ${oldValue}, and it was ${value}`;
}

function fieldOf({ name, email, isActive }: UserState, field: string): string | undefined {
  return { name, email, is_active: String(isActive) }[field];
}

function isSame(a: UserState | undefined, b: UserState): boolean {
  return (
    a !== undefined &&
    a.name === b.name &&
    a.email === b.email &&
    a.isActive === b.isActive &&
    a.revision === b.revision
  );
}

function* severalWinners({ attempts }: RunIndex): Generator<string> {
  const winners = new Map<string, string>();
  for (const { id, write, result } of attempts) {
    if (write.op === "create" || write.expectedRevision === undefined) continue;
    const isChange =
      result?.is === "deleted" ||
      // Nothing changed, so nothing was won.
      (result?.is === "updated" && result.user.revision !== write.expectedRevision);
    if (!isChange) continue;
    const key = `revision ${write.expectedRevision} of user ${write.userId}`;
    const other = winners.get(key);
    if (other !== undefined) yield `${other} and ${id} both changed ${key}`;
    winners.set(key, id);
  }
}

function* notOnce({ attempts, log }: RunIndex): Generator<string> {
  const times = new Map<string, number>();
  for (const { field, newValue } of log) {
    if (field === "name") times.set(newValue, (times.get(newValue) ?? 0) + 1);
  }
  for (const { id, write, result } of attempts) {
    if (write.op !== "update" || write.fields.name === undefined) continue;
    const logged = times.get(write.fields.name) ?? 0;
    const isAcknowledged = result?.is === "updated";
    if (logged > 1 || (isAcknowledged && logged !== 1))
      yield `${id}: is in the log ${logged} times`;
  }
}
