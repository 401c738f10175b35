/** When a call began and ended, on any common clock. */
interface Timed {
  readonly began: number;
  readonly ended: number;
}

/** What {@link someOrder} looks for. */
export interface OrderSearch<S, C extends Timed> {
  readonly start: S;
  readonly calls: readonly C[];
  /** The state after a call that came out as this one did; `undefined` if it can't have, in this state. */
  readonly step: (state: S, call: C) => S | undefined;
  /** Whether this can be the state after all calls. */
  readonly isEnd: (state: S) => boolean;
}

/**
 * An order in which the calls, one after another, would come out as they did
 * side by side, or `undefined` if there is none (linearizability: Herlihy and
 * Wing, 1990). A call that ended before another began comes before it.
 */
export function someOrder<S, C extends Timed>(search: OrderSearch<S, C>): C[] | undefined {
  const { start, calls, step, isEnd } = search;

  function orderOf(state: S, rest: readonly C[]): C[] | undefined {
    if (rest.length === 0) return isEnd(state) ? [] : undefined;
    for (const call of rest) {
      if (rest.some((other) => other.ended < call.began)) continue;
      const next = step(state, call);
      if (next === undefined) continue;
      const order = orderOf(
        next,
        rest.filter((other) => other !== call),
      );
      if (order !== undefined) return [call, ...order];
    }
    return undefined;
  }

  return orderOf(start, calls);
}
