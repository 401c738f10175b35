import fc from "fast-check";
import { expect, it } from "vitest";

/** The fields of a message that are set, without the names of types. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (key, each) => {
    if (key === "$typeName" || each === "" || each === 0 || each === 0n || each === false)
      return undefined;
    return typeof each === "bigint" ? Number(each) : each;
  });
  return JSON.parse(text);
}

/** A failing property of some values, and the smallest value that it must be told with. */
export function shrinks<T>(
  promise: string,
  given: { values: fc.Arbitrary<T>; failsIf: (value: T) => boolean; to: unknown },
): void {
  it(promise, () => {
    for (const seed of [1, 2, 3]) {
      const property = fc.property(given.values, (value) => !given.failsIf(value));
      const { counterexample } = fc.check(property, { seed, numRuns: 2_000 });
      expect(plain(counterexample?.[0]), `seed ${seed}`).toEqual(given.to);
    }
  });
}
