import { notCompressed } from "../protocols/refusals.ts";
import { at, type HuffmanCode, longestCode } from "./huffman.ts";

/** Reads bytes bit by bit, the lowest first. It throws INVALID_ARGUMENT where they end too early. */
export interface BitReader {
  /** The next bits as a number, 16 of them at most. */
  bits(count: number): number;
  /** The next symbol of this code. */
  symbol(code: HuffmanCode): number;
  /** Leaves out what is left of a byte, and takes this many. */
  bytes(count: number): Uint8Array;
  /** The whole bytes that nobody has taken, which stay. */
  rest(): Uint8Array;
}

/** Makes a reader of these bytes. */
export function createBitReader(source: Uint8Array): BitReader {
  let next = 0;
  let held = 0;
  let heldBits = 0;

  function hold(): void {
    const byte = source[next];
    if (byte === undefined) throw notCompressed("gzip");
    next += 1;
    held |= byte << heldBits;
    heldBits += 8;
  }

  function bits(count: number): number {
    while (heldBits < count) hold();
    const value = held & ((1 << count) - 1);
    held >>>= count;
    heldBits -= count;
    return value;
  }

  return {
    bits,
    symbol({ counts, symbols }) {
      let code = 0;
      /** The first code of this length, and where its symbol is. */
      let first = 0;
      let index = 0;
      for (let length = 1; length <= longestCode; length += 1) {
        // As bits(1), of which there would be ten for each byte.
        if (heldBits === 0) hold();
        code = (code << 1) | (held & 1);
        held >>>= 1;
        heldBits -= 1;
        const count = at(counts, length);
        if (code - first < count) return at(symbols, index + code - first);
        index += count;
        first = (first + count) << 1;
      }
      throw notCompressed("gzip");
    },
    bytes(count) {
      const bytes = source.subarray(next, next + count);
      if (bytes.length < count) throw notCompressed("gzip");
      next += count;
      held = 0;
      heldBits = 0;
      return bytes;
    },
    rest: () => source.subarray(next),
  };
}
