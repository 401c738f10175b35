import { notCompressed } from "../protocols/refusals.ts";

/** A Huffman code: how many symbols have a code of each length, and the symbols in their codes' order. */
export interface HuffmanCode {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

/** The longest that a code may be, in bits. */
export const longestCode = 15;

/**
 * Makes the code whose symbols' codes are so long; 0 for a symbol that has none.
 *
 * Source: RFC 1951, section 3.2.2
 *
 * @param mayBeSparse whether there may be one symbol alone, or none.
 * @throws ServiceError INVALID_ARGUMENT if there is no such code.
 */
export function huffmanCode(lengths: Uint8Array, mayBeSparse: boolean): HuffmanCode {
  const counts = zeros(longestCode + 1);
  for (const length of lengths) counts[length] = at(counts, length) + 1;
  const isSparse = at(counts, 0) + at(counts, 1) === lengths.length && at(counts, 1) <= 1;
  counts[0] = 0;
  /** Where the symbols of each length begin. */
  const starts = zeros(longestCode + 2);
  /** Codes of this length that are free. */
  let free = 1;
  for (let length = 1; length <= longestCode; length += 1) {
    free = 2 * free - at(counts, length);
    if (free < 0) throw notCompressed("gzip");
    starts[length + 1] = at(starts, length) + at(counts, length);
  }
  if (free > 0 && !(mayBeSparse && isSparse)) throw notCompressed("gzip");
  const symbols = zeros(at(starts, longestCode + 1));
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = at(lengths, symbol);
    if (length === 0) continue;
    symbols[at(starts, length)] = symbol;
    starts[length] = at(starts, length) + 1;
  }
  return { counts, symbols };
}

/** What is there, and 0 beyond the end. */
export function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? 0;
}

/** Of these lengths a typed array takes longer to make than to fill, and a block may be all codes. */
function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
