import { at } from "./huffman.ts";

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  return crc;
});

/** The checksum of gzip. Source: RFC 1952, section 8 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = at(table, (crc ^ byte) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}
