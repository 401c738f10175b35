/** What is planned for the next calls, by the name of the RPC, in the order it was planned. */
export interface Planned<T> {
  /**
   * For the next calls that nothing is planned for yet, so many of them.
   *
   * @throws RangeError unless `times` is a whole number from 1, or `Infinity`.
   */
  add(method: string, plan: T, times: number): void;
  /** The plan for a call that begins now. */
  take(method: string): T | undefined;
  clear(): void;
}

/** Makes a {@link Planned} with nothing in it. */
export function createPlanned<T>(): Planned<T> {
  const waiting = new Map<string, { readonly plan: T; times: number }[]>();
  return {
    add(method, plan, times) {
      const countable = Number.isInteger(times) || times === Number.POSITIVE_INFINITY;
      if (!countable || times < 1) throw new RangeError(`${times} is no number of calls`);
      const plans = waiting.get(method);
      if (plans) plans.push({ plan, times });
      else waiting.set(method, [{ plan, times }]);
    },
    take(method) {
      const plans = waiting.get(method);
      const first = plans?.[0];
      if (plans === undefined || first === undefined) return undefined;
      first.times -= 1;
      if (first.times === 0) plans.shift();
      return first.plan;
    },
    clear: () => waiting.clear(),
  };
}
