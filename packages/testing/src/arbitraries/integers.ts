import fc from "fast-check";

const maxInt32 = 2 ** 31 - 1;
const maxInt64 = 2n ** 63n - 1n;

/** Every `int32`, often at its ends and around 0. */
export function anyInt32(): fc.Arbitrary<number> {
  return fc.integer({ min: -maxInt32 - 1, max: maxInt32 });
}

/** Every `int64`, often at its ends and around 0. */
export function anyInt64(): fc.Arbitrary<bigint> {
  return fc.bigInt({ min: -maxInt64 - 1n, max: maxInt64 });
}

/** `int32`s from a least one. */
export function int32From(min: number): fc.Arbitrary<number> {
  return fc.integer({ min, max: maxInt32 });
}

/** `int64`s from a least one. */
export function int64From(min: bigint): fc.Arbitrary<bigint> {
  return fc.bigInt({ min, max: maxInt64 });
}

/** `int32`s below 0, often -1. */
export function negativeInt32(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constant(-1),
    fc.integer({ min: 0, max: maxInt32 }).map((distance) => -1 - distance),
  );
}

/** `int64`s below 0, often -1. */
export function negativeInt64(): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.constant(-1n),
    fc.bigInt({ min: 0n, max: maxInt64 }).map((distance) => -1n - distance),
  );
}
