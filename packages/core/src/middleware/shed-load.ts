import type { Admission } from "../rpc/admission.ts";
import { overloaded } from "./overloaded.ts";

/** Options of {@link shedLoad}. */
export interface LoadShedding {
  /**
   * For how long calls are taken in one turn of the event loop, in milliseconds, once the process
   * is overloaded; those found after that have waited too long already. Default: 10.
   */
  readonly turnBudgetMs?: number;
  /**
   * Calls that a turn takes however long it is: a turn of a few is long because the machine is busy
   * with something else, which to refuse them would not mend. As many of each connection are taken
   * for a hundred times the budget: who asks for little is refused last. Default: 16.
   */
  readonly leastPerTurn?: number;
  /**
   * A process is overloaded when its turns have been longer than that for so many milliseconds
   * without a pause. Default: 100.
   */
  readonly patienceMs?: number;
  /**
   * Called after each long turn of an overloaded process with the calls that it found, whether or
   * not some were refused: to have fewer sent. Default: nobody is told.
   */
  readonly onOverload?: (calls: number) => void;
  /** Called for each call that is refused: to count them. Default: nobody is told. */
  readonly onRefused?: () => void;
}

/** How many times as long as others the first calls of a connection are taken. */
const firstCallsShare = 100;

/**
 * Refuses calls that a busy process has let wait, with RESOURCE_EXHAUSTED and `retryAfterMs`, at a
 * fraction of what answering them would cost.
 *
 * What arrives while the event loop is busy is found in its next turn, all at once. So a turn in
 * which calls have been taken for a while has more of them than the process can answer in time:
 * those it takes are answered about as quickly as ever, the others are told at once. Who has asked
 * for much is refused before who has asked for little. A burst, or a
 * pause of the garbage collector, makes one long turn and no overload: that is told by long turns
 * one after the other. Not for Workers, where no timer serves two calls.
 *
 * Source: the standing queue of CoDel, RFC 8289, section 3.
 *
 * @example
 * createUserService({ store, admit: shedLoad() });
 */
export function shedLoad(options: LoadShedding = {}): Admission {
  const { turnBudgetMs = 10, leastPerTurn = 16, patienceMs = 100 } = options;
  const { onOverload, onRefused } = options;
  const busy = overloaded("The server is busy", { retryAfterMs: 100 });
  let turnBegan: number | undefined;
  let turnEnded = 0;
  /** Calls that this turn has found, and taken. */
  let found = 0;
  let taken = 0;
  /** Since when turns have been long; `undefined` if the last was not. */
  let longSince: number | undefined;
  /** How many calls of whom this turn has had, while that matters. */
  const heard = new Map<string, number>();

  function beginTurn(now: number): void {
    // Between turns one after the other there is no time.
    if (now - turnEnded > turnBudgetMs) longSince = undefined;
    turnBegan = now;
    found = 0;
    taken = 0;
    // Due at once, and run when the loop has been through all that it found.
    setTimeout(endTurn);
  }

  function endTurn(): void {
    turnEnded = performance.now();
    const began = turnBegan ?? turnEnded;
    turnBegan = undefined;
    heard.clear();
    if (turnEnded - began <= turnBudgetMs || taken < leastPerTurn) longSince = undefined;
    else longSince ??= began;
    if (longSince !== undefined && turnEnded - longSince > patienceMs) onOverload?.(found);
  }

  function isRefused(now: number, peer: string): boolean {
    if (longSince === undefined || now - longSince <= patienceMs) return false;
    const elapsedMs = now - (turnBegan ?? now);
    const before = heard.get(peer) ?? 0;
    heard.set(peer, before + 1);
    if (taken < leastPerTurn || elapsedMs <= turnBudgetMs) return false;
    return before >= leastPerTurn || elapsedMs > turnBudgetMs * firstCallsShare;
  }

  return (_method, source) => {
    const now = performance.now();
    if (turnBegan === undefined) beginTurn(now);
    found += 1;
    if (isRefused(now, source.peer)) {
      onRefused?.();
      return busy;
    }
    taken += 1;
    return undefined;
  };
}
