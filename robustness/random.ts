/** Chance that can be had again from its seed. */
export interface Random {
  /** From 0, below 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  /** One of several. Throws a RangeError for none. */
  pick<T>(list: readonly T[]): T;
  /** `true` with this probability. */
  chance(probability: number): boolean;
  /** All of them, in some order. */
  shuffled<T>(list: readonly T[]): T[];
  /** A UUID of version 4. */
  uuid(): string;
}

/**
 * Makes a generator of its own for each name: how much one process draws does
 * not change what another one gets.
 *
 * Sources: FNV-1a for the names, Mulberry32 for the numbers.
 */
export function createRandom(seed: number, ...names: readonly (string | number)[]): Random {
  let state = fnv1a([seed, ...names].join("/"));

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const hexDigits = (count: number) =>
    Array.from({ length: count }, () => between(0, 15).toString(16)).join("");

  function pick<T>(list: readonly T[]): T {
    for (const each of list.slice(between(0, list.length - 1))) return each;
    throw new RangeError("Nothing to pick from");
  }

  return {
    next,
    between,
    pick,
    chance: (probability) => next() < probability,
    shuffled: (list) =>
      list
        .map((value) => ({ value, order: next() }))
        .toSorted((a, b) => a.order - b.order)
        .map(({ value }) => value),
    uuid: () =>
      `${hexDigits(8)}-${hexDigits(4)}-4${hexDigits(3)}-8${hexDigits(3)}-${hexDigits(12)}`,
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
