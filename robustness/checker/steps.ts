import { missingIn } from "./missing.ts";
import type { Chain, Message, Stream } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";

/** A message of a chain, and what it means for who has all before it. */
export interface Step {
  readonly stream: Stream;
  readonly message: Message;
  /** Whether it is the first change of a stream that goes on from an earlier one. */
  readonly isSeam: boolean;
  /** Where the log has it. `undefined`: it is no change, or the log does not have it. */
  readonly index: number | undefined;
  /** Where the log has the last change before it. */
  readonly previous: number | undefined;
  /** Where the log has changes that should have come before it and have not come at all. */
  readonly missing: readonly number[];
}

/** Whom a chain knows of, and up to which revision. */
export type Known = Map<number, number>;

/** The messages of a chain in turn. Leaves in `known` what it has told. */
export function* stepsOf(
  { streams }: Chain,
  run: RunIndex,
  known: Known = new Map(),
): Generator<Step> {
  const [first] = streams;
  if (first === undefined) return;
  const findMissing = missingIn(first, run, known);
  let previous = firstPlace(first, run);
  for (const [n, stream] of streams.entries()) {
    let isSeam = n > 0;
    for (const message of stream.messages) {
      const index = indexOf(message, run);
      const missing = findMissing(message, { index, previous, isResumed: n > 0 });
      yield { stream, message, isSeam: isSeam && isChange(message), index, previous, missing };
      note(message, index, run, known);
      if (!isChange(message)) continue;
      isSeam = false;
      if (index !== undefined) previous = Math.max(index, previous ?? 0);
    }
  }
}

/** Whether it tells of something in the log. */
export function isChange({ event }: Message): boolean {
  return event.is !== "existing" && event.is !== "heartbeat";
}

/** Where the log has a change. */
function indexOf({ event }: Message, run: RunIndex): number | undefined {
  if (event.is === "created") return run.indexOf(event.user.id, 1);
  if (event.is === "updated") return run.indexOf(event.userId, event.revision);
  return event.is === "deleted" ? run.deletionOf(event.userId) : undefined;
}

/** Of one user, a chain begins after a revision; of everybody, nobody knows where. */
function firstPlace({ whom, after }: Stream, run: RunIndex): number | undefined {
  return whom === "everybody" ? undefined : run.indexOf(whom, Number(after));
}

function note({ event }: Message, index: number | undefined, run: RunIndex, known: Known): void {
  if (event.is === "existing" || event.is === "created") {
    known.set(event.user.id, Math.max(event.user.revision, known.get(event.user.id) ?? 0));
  } else if (event.is === "updated") {
    known.set(event.userId, Math.max(event.revision, known.get(event.userId) ?? 0));
  } else if (event.is === "deleted" && index !== undefined) {
    known.set(event.userId, run.log[index]?.revision ?? 0);
  }
}
