import type { FieldValues, UserState } from "../history/records.ts";
import { describeRow } from "./describe.ts";
import { type LoggedWrite, loggedWrites } from "./logged-writes.ts";
import type { RunIndex } from "./run-index.ts";
import { stepsOf } from "./steps.ts";
import type { Validator } from "./validator.ts";

/**
 * What one commit appended is never seen half in a resumable position: the log has every change
 * that a write asked for or none, in one piece, and no stream rests in the middle of it.
 */
export const atomic: Validator = {
  promise: "atomic",
  *ofRun(run) {
    const seen = new Set<string>();
    for (const write of loggedWrites(run.log)) {
      if (seen.has(write.id)) yield `write ${write.id} is in the log in two pieces`;
      seen.add(write.id);
      yield* halves(write, run);
    }
  },
  *ofWatch({ chains }, run) {
    for (const chain of chains) {
      for (const { stream, message, previous } of stepsOf(chain, run)) {
        if (message.event.is !== "heartbeat" || previous === undefined) continue;
        if (run.log[previous]?.write !== run.log[previous + 1]?.write) continue;
        yield `${stream.name}: a heartbeat after ${describeRow(run, previous)}, amid its write`;
      }
    }
  },
};

/** Whether a write changed what it asked for, and nothing else. */
function* halves({ id, rows, before }: LoggedWrite, run: RunIndex): Generator<string> {
  if (rows.some(({ userId }) => userId !== rows[0]?.userId))
    yield `write ${id} is of several users`;
  const name = rows.find(({ field }) => field === "name")?.newValue;
  const attempt = name === undefined ? undefined : run.attemptNamed(name);
  if (attempt?.write.op !== "update" || before === undefined) return;
  const asked = changesOf(before, attempt.write.fields);
  const logged = rows.map(({ field, newValue }) => `${field}=${newValue}`);
  if (asked.toSorted().join() === logged.toSorted().join()) return;
  yield `write ${id} of user ${before.id} changed ${logged}, and was to change ${asked}`;
}

function changesOf(before: UserState, { name, email, isActive }: FieldValues): string[] {
  return [
    ...(name !== undefined && name !== before.name ? [`name=${name}`] : []),
    ...(email !== undefined && email !== before.email ? [`email=${email}`] : []),
    ...(isActive !== undefined && isActive !== before.isActive ? [`is_active=${isActive}`] : []),
  ];
}
