import { describeMessage, describeRow } from "./describe.ts";
import type { Chain, Stream } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";
import { stepsOf } from "./steps.ts";
import type { Validator } from "./validator.ts";

/** What a server says only of itself, and never should. */
const faults = new Set(["INTERNAL", "UNIMPLEMENTED", "STORE_FOREIGN", "STORE_FULL"]);

/**
 * A position that can't be served is an error, never a skip; an error is what it says, and no
 * stream ends without one before its end.
 */
export const explicit: Validator = {
  promise: "explicit",
  *ofRun({ attempts }) {
    for (const { id, result } of attempts) {
      if (result === undefined || !("reason" in result) || !faults.has(result.reason)) continue;
      yield `attempt ${id}: ${result.code} ${result.reason}`;
    }
  },
  *ofWatch({ chains }, run) {
    for (const chain of chains) {
      yield* skips(chain, run);
      yield* wrongEnds(chain, run);
    }
  },
};

function* skips(chain: Chain, run: RunIndex): Generator<string> {
  for (const { stream, message, isSeam, missing } of stepsOf(chain, run)) {
    const [first] = missing.filter((i) => run.log[i]?.isPruned === true);
    if (!isSeam || first === undefined) continue;
    yield `${stream.name}: goes on with ${describeMessage(message)} although ${describeRow(run, first)} was pruned`;
  }
}

function* wrongEnds(chain: Chain, run: RunIndex): Generator<string> {
  const lastOf = lastChanges(chain, run);
  for (const stream of chain.streams) {
    const { name, end, messages, whom } = stream;
    if (end === undefined) continue;
    if (faults.has(end.reason)) yield `${name}: ${end.code} ${end.reason}, ${end.message}`;
    const isDeleted = whom !== "everybody" && messages.at(-1)?.event.is === "deleted";
    if (end.code === "OK" && !isDeleted) yield `${name}: ended without an error`;
    const last = lastOf.get(stream);
    if (end.reason !== "RESUME_POINT_EXPIRED" || last === undefined) continue;
    if (isPrunedAfter(stream, last, run)) continue;
    yield `${name}: RESUME_POINT_EXPIRED although all that follows ${describeRow(run, last)} is there`;
  }
}

/** Whether something was pruned that the stream was still to tell. */
function isPrunedAfter({ whom }: Stream, last: number, { log }: RunIndex): boolean {
  const next = log.findIndex(
    ({ userId }, i) => i > last && (whom === "everybody" || whom === userId),
  );
  return log[next]?.isPruned === true;
}

/** By stream, where the log has the last change of the chain up to its end. */
function lastChanges(chain: Chain, run: RunIndex): Map<Stream, number> {
  const last = new Map<Stream, number>();
  let latest: number | undefined;
  const steps = stepsOf(chain, run);
  let step = steps.next();
  for (const stream of chain.streams) {
    while (!step.done && step.value.stream === stream) {
      latest = step.value.index ?? step.value.previous ?? latest;
      step = steps.next();
    }
    if (latest !== undefined) last.set(stream, latest);
  }
  return last;
}
