import { notCompressed } from "../protocols/refusals.ts";
import { createBitReader } from "./bit-reader.ts";
import { crc32 } from "./crc32.ts";
import { inflate } from "./inflate.ts";
import { createOutput } from "./output.ts";

/**
 * Decompresses gzip, one member or several. Where a runtime has a stream for
 * it, that is faster, but in Workers it makes a gigabyte of a bomb before
 * anybody sees a byte of it.
 *
 * Source: RFC 1952
 *
 * @throws ServiceError RESOURCE_EXHAUSTED beyond the limit, INVALID_ARGUMENT for
 *   bytes that are not gzip, whole and unharmed.
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const input = createBitReader(bytes);
  const output = createOutput(maxBytes);
  const number = () => input.bits(16) + input.bits(16) * 0x1_0000;
  do {
    const start = output.length;
    skipHeader((count) => input.bytes(count));
    inflate(input, output);
    // What is left of the last byte.
    input.bytes(0);
    const member = output.from(start);
    if (number() !== crc32(member) || number() !== member.length) throw notCompressed("gzip");
  } while (!input.isAtEnd());
  return output.from(0);
}

const deflated = 8;
/** What the header has besides. */
const has = { checksum: 0b10, extra: 0b100, name: 0b1000, comment: 0b1_0000, unknown: 0b1110_0000 };

function skipHeader(take: (count: number) => Uint8Array): void {
  const [id1, id2, method, flags = 0] = take(10);
  const isGzip = id1 === 0x1f && id2 === 0x8b && method === deflated && !(flags & has.unknown);
  if (!isGzip) throw notCompressed("gzip");
  if (flags & has.extra) {
    const [low = 0, high = 0] = take(2);
    take(low | (high << 8));
  }
  if (flags & has.name) skipText(take);
  if (flags & has.comment) skipText(take);
  if (flags & has.checksum) take(2);
}

function skipText(take: (count: number) => Uint8Array): void {
  while (take(1)[0] !== 0);
}
