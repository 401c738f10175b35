import { describeMessage, describeRow } from "./describe.ts";
import type { RunIndex } from "./run-index.ts";
import { stepsOf } from "./steps.ts";
import type { Validator } from "./validator.ts";

/**
 * In revision order for a user, in commit order for all: a stream follows the log, and the log
 * has a write that was acknowledged before another one began before that one.
 */
export const ordered: Validator = {
  promise: "ordered",
  ofRun: acknowledgedFirst,
  *ofWatch({ chains }, run) {
    for (const chain of chains) {
      let lastExisting = { stream: "", id: 0 };
      for (const { stream, message, isSeam, index, previous } of stepsOf(chain, run)) {
        const { event } = message;
        if (event.is === "existing") {
          const isSame = lastExisting.stream === stream.name;
          if (isSame && event.user.id < lastExisting.id) {
            yield `${stream.name}: ${describeMessage(message)} after existing user ${lastExisting.id}`;
          }
          lastExisting = { stream: stream.name, id: event.user.id };
        }
        // Again is another promise, and so is where a stream goes on.
        if (isSeam || index === undefined || previous === undefined || index >= previous) continue;
        yield `${stream.name}: ${describeMessage(message)} after ${describeRow(run, previous)}, which follows it in the log`;
      }
    }
  },
};

function* acknowledgedFirst(run: RunIndex): Generator<string> {
  // From the end: the earliest acknowledgement of what follows in the log.
  let earliest = { end: Number.POSITIVE_INFINITY, index: -1 };
  for (let i = run.log.length - 1; i >= 0; i -= 1) {
    const times = run.timesOf(i);
    if (times === undefined) continue;
    const isSameWrite = run.log[earliest.index]?.write === run.log[i]?.write;
    if (earliest.end < times.start && !isSameWrite) {
      yield `the log has ${describeRow(run, i)} before ${describeRow(run, earliest.index)}, which was acknowledged before the other one was asked for`;
    }
    if (times.end < earliest.end) earliest = { end: times.end, index: i };
  }
}
