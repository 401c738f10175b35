import type { Message, Stream } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";

/** Where a message stands. */
interface Place {
  /** Where the log has it, if it does. */
  readonly index: number | undefined;
  /** Where the log has the last change that the chain told before. */
  readonly previous: number | undefined;
  /** Whether its stream goes on from an earlier one. */
  readonly isResumed: boolean;
}

type FindMissing = (message: Message, place: Place) => readonly number[];

/** How to find what a chain that begins so should have told before a message, given what it has told. */
export function missingIn(
  { whom, after, includeExisting }: Stream,
  run: RunIndex,
  known: ReadonlyMap<number, number>,
): FindMissing {
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

  return (message, { index, previous, isResumed }) => {
    if (message.event.is === "heartbeat") caughtUpAt ??= message.at;
    const row = index === undefined ? undefined : run.log[index];
    if (row === undefined || index === undefined || isKnown(index)) return [];
    if (whom !== "everybody") return ofUser(row.userId, index);
    if (includeExisting && caughtUpAt === undefined) {
      // What a page was ahead of its position by is forgotten where the watch is resumed amid
      // the pages: of who had been deleted by then, the end may come, and nothing before it.
      return ofUser(row.userId, index).filter((i) => !isResumed || !isGone(i));
    }
    if (previous === undefined) return sinceCaughtUp(index);
    return numbers(previous + 1, index).filter((i) => !isKnown(i) && !isGone(i));
  };
}

/** From the first, without the last. */
function numbers(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}
