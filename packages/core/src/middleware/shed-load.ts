import type { Middleware } from "../rpc/middleware.ts";
import { overloaded } from "./overloaded.ts";

/** Options of {@link shedLoad}. */
export interface LoadShedding {
  /**
   * For how long calls are taken in one turn of the event loop, in milliseconds;
   * those found after that have waited too long already. Default: 20.
   */
  readonly turnBudgetMs?: number;
  /** Called for each call that is refused: to count them. Default: nobody is told. */
  readonly onRefused?: () => void;
}

/**
 * Refuses calls that a busy process has let wait, with RESOURCE_EXHAUSTED and
 * `retryAfterMs`, at a fraction of what answering them would cost.
 *
 * What arrives while the event loop is busy is found in its next turn, all at
 * once. So a turn in which calls have been taken for a while has more of them
 * than the process can answer in time: those it takes are answered about as
 * quickly as ever, the others are told at once. Unary calls only: a stream costs
 * most later. List it first. Not for Workers, where no timer serves two calls.
 */
export function shedLoad({ turnBudgetMs = 20, onRefused }: LoadShedding = {}): Middleware {
  let turnBegan: number | undefined;

  function endTurn(): void {
    turnBegan = undefined;
  }

  return (call, proceed) => {
    if (call.method.methodKind !== "unary") return proceed();
    if (turnBegan === undefined) {
      turnBegan = performance.now();
      // Due at once, and run when the loop has been through all that it found.
      setTimeout(endTurn);
    } else if (performance.now() - turnBegan > turnBudgetMs) {
      onRefused?.();
      return Promise.reject(overloaded("The server is busy", { retryAfterMs: 100 }));
    }
    return proceed();
  };
}
