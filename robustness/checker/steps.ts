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
      const missing = findMissing(message, index, previous);
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

type FindMissing = (
  message: Message,
  index: number | undefined,
  previous: number | undefined,
) => readonly number[];

/** How to find what a chain that begins so should have told before a message. */
function missingIn({ whom, after, includeExisting }: Stream, run: RunIndex, known: Known) {
  /** When it first had the end of the log: from then on nothing may be passed over. */
  let caughtUpAt: number | undefined;
  const isKnown = (i: number) => {
    const row = run.log[i];
    return row === undefined || (known.get(row.userId) ?? 0) >= row.revision;
  };

  /** Whether present users were told as of after a deletion: then who was deleted never comes. */
  const isGone = (i: number) => {
    const { userId = 0 } = run.log[i] ?? {};
    const deletion = run.deletionOf(userId);
    if (!includeExisting || deletion === undefined || known.has(userId)) return false;
    // Of a deletion that nobody has asked for in time it can't have been so.
    const { start = Number.NEGATIVE_INFINITY } = run.timesOf(deletion) ?? {};
    return start < (caughtUpAt ?? Number.POSITIVE_INFINITY);
  };

  /** Of one user, up to a place: what follows the last revision that was told. */
  function ofUser(userId: number, index: number): number[] {
    const told = known.get(userId) ?? (whom === "everybody" ? 0 : Number(after));
    const { revision = 0 } = run.log[index] ?? {};
    return numbers(told + 1, revision).flatMap((each) => run.indexOf(userId, each) ?? []);
  }

  /** Before anything was told, what was asked for after the end of the log was reached. */
  function sinceCaughtUp(index: number): number[] {
    const at = caughtUpAt;
    if (at === undefined) return [];
    return numbers(0, index).filter((i) => (run.timesOf(i)?.start ?? 0) > at && !isKnown(i));
  }

  const find: FindMissing = (message, index, previous) => {
    if (message.event.is === "heartbeat") caughtUpAt ??= message.at;
    const row = index === undefined ? undefined : run.log[index];
    if (row === undefined || index === undefined || isKnown(index)) return [];
    if (whom !== "everybody") return ofUser(row.userId, index);
    if (includeExisting && caughtUpAt === undefined) return ofUser(row.userId, index);
    if (previous === undefined) return sinceCaughtUp(index);
    return numbers(previous + 1, index).filter((i) => !isKnown(i) && !isGone(i));
  };
  return find;
}

/** From the first, without the last. */
function numbers(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}
