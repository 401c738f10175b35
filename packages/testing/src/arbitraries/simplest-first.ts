import fc from "fast-check";

/** Any of these. A failure shrinks towards the first, which is the simplest. */
export function simplestFirst<T>(...arbitraries: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof({ withCrossShrink: true }, ...arbitraries);
}
