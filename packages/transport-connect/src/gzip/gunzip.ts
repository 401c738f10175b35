import { notCompressed } from "../protocols/refusals.ts";
import { createBitReader } from "./bit-reader.ts";
import { crc32 } from "./crc32.ts";
import { headerLength } from "./header.ts";
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
    input.bytes(headerLength(input.rest()));
    output.beginMember();
    inflate(input, output);
    // What is left of the last byte.
    input.bytes(0);
    const member = output.member();
    if (number() !== crc32(member) || number() !== member.length) throw notCompressed("gzip");
  } while (input.rest().length > 0);
  return output.all();
}
