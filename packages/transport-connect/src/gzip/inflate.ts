import { notCompressed } from "../protocols/refusals.ts";
import type { BitReader } from "./bit-reader.ts";
import { at, type HuffmanCode, huffmanCode } from "./huffman.ts";
import type { Output } from "./output.ts";

/**
 * Decompresses what is deflated, as far as it goes. It follows Mark Adler's
 * puff, the smallest there is.
 *
 * Source: RFC 1951
 *
 * @throws ServiceError INVALID_ARGUMENT for what is not deflated.
 */
export function inflate(input: BitReader, output: Output): void {
  for (let isLast = 0; isLast === 0; ) {
    isLast = input.bits(1);
    const type = input.bits(2);
    if (type === 0) copyStored(input, output);
    else if (type === 1) readBlock(input, output, fixed);
    else if (type === 2) readBlock(input, output, readCodes(input));
    else throw notCompressed("gzip");
  }
}

/** The two codes of a block: of bytes and lengths, and of distances. */
interface BlockCodes {
  readonly literals: HuffmanCode;
  readonly distances: HuffmanCode;
}

const fixed: BlockCodes = {
  literals: huffmanCode(
    Uint8Array.from({ length: 288 }, (_, symbol) =>
      symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
    ),
    false,
  ),
  distances: huffmanCode(new Uint8Array(32).fill(5), false),
};

/** The symbol of a block's end. Those beyond are lengths. */
const endOfBlock = 256;

function copyStored(input: BitReader, output: Output): void {
  const [low, high, notLow, notHigh] = input.bytes(4);
  const length = (low ?? 0) | ((high ?? 0) << 8);
  if ((length ^ 0xffff) !== ((notLow ?? 0) | ((notHigh ?? 0) << 8))) throw notCompressed("gzip");
  for (const byte of input.bytes(length)) output.push(byte);
}

function readBlock(input: BitReader, output: Output, { literals, distances }: BlockCodes): void {
  for (;;) {
    const symbol = input.symbol(literals);
    if (symbol === endOfBlock) return;
    if (symbol < endOfBlock) {
      output.push(symbol);
    } else {
      const length = readLength(input, symbol - endOfBlock - 1);
      output.repeat(readDistance(input, input.symbol(distances)), length);
    }
  }
}

function readLength(input: BitReader, index: number): number {
  if (index > 28) throw notCompressed("gzip");
  if (index === 28) return 258;
  if (index < 8) return 3 + index;
  const more = (index >> 2) - 1;
  return 3 + ((4 + (index & 3)) << more) + input.bits(more);
}

function readDistance(input: BitReader, index: number): number {
  if (index > 29) throw notCompressed("gzip");
  if (index < 4) return 1 + index;
  const more = (index >> 1) - 1;
  return 1 + ((2 + (index & 1)) << more) + input.bits(more);
}

/** In which order the lengths of the codes of lengths come. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function readCodes(input: BitReader): BlockCodes {
  const literalCount = input.bits(5) + 257;
  const count = literalCount + input.bits(5) + 1;
  const lengthCount = input.bits(4) + 4;
  if (literalCount > 286 || count - literalCount > 30) throw notCompressed("gzip");
  const ofLengths = new Uint8Array(order.length);
  for (const symbol of order.slice(0, lengthCount)) ofLengths[symbol] = input.bits(3);
  const lengths = readLengths(input, huffmanCode(ofLengths, false), count);
  if (lengths[endOfBlock] === 0) throw notCompressed("gzip");
  return {
    literals: huffmanCode(lengths.subarray(0, literalCount), true),
    distances: huffmanCode(lengths.subarray(literalCount), true),
  };
}

/** Lengths of codes, themselves in a code in which runs of one length are short. */
function readLengths(input: BitReader, code: HuffmanCode, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  for (let i = 0; i < count; ) {
    const symbol = input.symbol(code);
    if (symbol < 16) {
      lengths[i] = symbol;
      i += 1;
      continue;
    }
    if (symbol === 16 && i === 0) throw notCompressed("gzip");
    const length = symbol === 16 ? at(lengths, i - 1) : 0;
    const end = i + (symbol === 18 ? 11 + input.bits(7) : 3 + input.bits(symbol === 16 ? 2 : 3));
    if (end > count) throw notCompressed("gzip");
    lengths.fill(length, i, end);
    i = end;
  }
  return lengths;
}
