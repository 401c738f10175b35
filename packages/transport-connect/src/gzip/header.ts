import { notCompressed } from "../protocols/refusals.ts";
import { crc32 } from "./crc32.ts";
import { at } from "./huffman.ts";

const deflated = 8;
/** What a header has besides. */
const has = { checksum: 0b10, extra: 0b100, name: 0b1000, comment: 0b1_0000, unknown: 0b1110_0000 };

/**
 * How long the header is that these bytes begin with; more than there are if it is cut short.
 *
 * Source: RFC 1952, section 2.3
 *
 * @throws ServiceError INVALID_ARGUMENT for what is no header, or a corrupted one.
 */
export function headerLength(bytes: Uint8Array): number {
  const [id1, id2, method, flags = 0] = bytes;
  const isGzip = id1 === 0x1f && id2 === 0x8b && method === deflated && !(flags & has.unknown);
  if (!isGzip) throw notCompressed("gzip");
  let length = 10;
  if (flags & has.extra) length += 2 + numberAt(bytes, length);
  if (flags & has.name) length = endOfText(bytes, length);
  if (flags & has.comment) length = endOfText(bytes, length);
  if (!(flags & has.checksum)) return length;
  const checksum = crc32(bytes.subarray(0, length)) & 0xffff;
  if (checksum !== numberAt(bytes, length)) throw notCompressed("gzip");
  return length + 2;
}

function numberAt(bytes: Uint8Array, index: number): number {
  return at(bytes, index) | (at(bytes, index + 1) << 8);
}

function endOfText(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw notCompressed("gzip");
  return end + 1;
}
