import type { EntryResult, NewUserEntry } from "../history/records.ts";
import type { Attempt } from "./run-history.ts";
import { entriesOf, type RunIndex } from "./run-index.ts";
import type { Validator } from "./validator.ts";

/**
 * What was acknowledged is there, or was deleted later; what was refused is not; and nothing is
 * there that nobody asked for.
 */
export const durable: Validator = {
  promise: "durable",
  *ofRun(run) {
    const present = new Set(run.users.map(({ id }) => id));
    const names = new Set(run.log.flatMap((row) => (row.field === "name" ? row.newValue : [])));
    for (const attempt of run.attempts) {
      yield* unlikeItsResult(attempt, run, present);
      if (isRefused(attempt, names)) yield `${attempt.id}: was refused, and is in the log`;
    }
    for (const { kind, user, userId } of run.log) {
      if (kind !== "created" || user === undefined) continue;
      if (run.attemptNamed(user.name) === undefined)
        yield `user ${userId}, ${user.name}, is nobody's`;
      if (!present.has(userId) && run.deletionOf(userId) === undefined) {
        yield `user ${userId} is gone without a deletion`;
      }
    }
  },
};

function* unlikeItsResult(
  attempt: Attempt,
  run: RunIndex,
  present: ReadonlySet<number>,
): Generator<string> {
  const { id, write, result } = attempt;
  if (result?.is === "created") {
    const entries = entriesOf(attempt);
    if (result.entries.length !== entries.length) yield `${id}: not an answer for each entry`;
    for (const [i, each] of result.entries.entries()) yield* lostCreate(id, entries[i], each, run);
  } else if (result?.is === "updated") {
    const { id: userId, revision } = result.user;
    if (run.indexOf(userId, revision) === undefined)
      yield `${id}: revision ${revision} of user ${userId} is lost`;
  } else if (result?.is === "deleted" && write.op === "delete") {
    const isGone = run.deletionOf(write.userId) !== undefined && !present.has(write.userId);
    if (!isGone) yield `${id}: user ${write.userId} was deleted, and is not`;
  }
}

/** Whether an update that was refused is among the names of the log. */
function isRefused({ write, result }: Attempt, names: ReadonlySet<string>): boolean {
  if (result?.is !== "refused" || write.op !== "update") return false;
  return write.fields.name !== undefined && names.has(write.fields.name);
}

function* lostCreate(
  id: string,
  entry: NewUserEntry | undefined,
  result: EntryResult,
  run: RunIndex,
): Generator<string> {
  if (entry === undefined || result.is === "refused") return;
  const index = run.indexOf(result.user.id, 1);
  const created = index === undefined ? undefined : run.log[index]?.user;
  if (created?.name !== entry.name) yield `${id}: user ${result.user.id}, ${entry.name}, is lost`;
}
