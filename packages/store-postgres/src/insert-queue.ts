import { type Caller, type InsertOutcome, isServiceError, type NewUser } from "@org/user-core";

type Insert = (entries: readonly NewUser[], caller?: Caller) => Promise<InsertOutcome[]>;

/** How many statements are under way before what comes waits, and goes together. */
const maxUnderWay = 4;
/** How many entries go together at most, unless one caller has more. */
const maxEntries = 500;

/** One caller's entries. */
interface Waiting {
  readonly entries: readonly NewUser[];
  readonly caller: Caller | undefined;
  readonly resolve: (outcomes: InsertOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Inserts what waits at the same time with one statement, in its order: under
 * load a statement costs each of many a little, and a transaction serves them
 * all. While there is room nobody waits. What fails together is tried again each
 * by itself, unless it may have been done.
 */
export function createInsertQueue(insert: Insert): Insert {
  const waiting: Waiting[] = [];
  let underWay = 0;

  async function settle(group: readonly Waiting[]): Promise<void> {
    try {
      const [alone] = group;
      const caller = group.length === 1 ? alone?.caller : undefined;
      const outcomes = await insert(
        group.flatMap(({ entries }) => entries),
        caller,
      );
      let from = 0;
      for (const { entries, resolve } of group) {
        resolve(outcomes.slice(from, from + entries.length));
        from += entries.length;
      }
    } catch (error) {
      const isOver = group.length === 1 || !isServiceError(error) || error.code === "UNAVAILABLE";
      if (isOver) for (const { reject } of group) reject(error);
      else for (const each of group) await settle([each]);
    }
  }

  function next(): void {
    if (waiting.length === 0 || underWay >= maxUnderWay) return;
    underWay += 1;
    void settle(takeGroup(waiting)).finally(() => {
      underWay -= 1;
      dropGone();
      next();
    });
  }

  /** Of those who have waited: who has gone is not inserted. */
  function dropGone(): void {
    for (const each of waiting.splice(0)) {
      if (each.caller?.signal.aborted) each.reject(each.caller.signal.reason);
      else waiting.push(each);
    }
  }

  return (entries, caller) => {
    const { promise, resolve, reject } = Promise.withResolvers<InsertOutcome[]>();
    waiting.push({ entries, caller, resolve, reject });
    next();
    return promise;
  };
}

/** Takes the next callers whose entries fit together, at least one. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  let sum = 0;
  const end = waiting.findIndex(({ entries }, i) => {
    sum += entries.length;
    return i > 0 && sum > maxEntries;
  });
  return waiting.splice(0, end === -1 ? waiting.length : end);
}
