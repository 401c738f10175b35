import { constants, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect } from "vitest";

/** Bytes with something to compress in them, and without. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc.array(fc.constantFrom("user", "name", '{"id":', "é", "\0"), { maxLength: 3_000 }).map(textOf),
  fc
    .tuple(fc.uint8Array({ maxLength: 50 }), fc.nat({ max: 3_000 }))
    .map(([some, times]) => new Uint8Array(Buffer.concat(Array(times).fill(some)))),
);

function textOf(words: readonly string[]): Uint8Array {
  return new Uint8Array(Buffer.from(words.join("")));
}

/** Every kind of block that there is. */
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

/** Gzip, and what it is of. */
export const member = fc.tuple(bytes, options).map(([plain, how]) => ({
  plain,
  packed: new Uint8Array(gzipSync(plain, how)),
}));

/** The refusal of what is not gzip. */
export const malformed = expect.objectContaining({
  code: "INVALID_ARGUMENT",
  reason: "INVALID_REQUEST",
});
/** The refusal of what is over the limit. */
export const tooLarge = expect.objectContaining({ code: "RESOURCE_EXHAUSTED" });

/** What comes of it in base64, or the error. */
export function outcomeOf(work: () => Uint8Array): unknown {
  try {
    return Buffer.from(work()).toString("base64");
  } catch (error) {
    return error;
  }
}

/** Bytes with one of them another, or cut short there. */
export const corruption = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 255 }), fc.boolean())
  .map(([part, byte, cuts]) => (sound: Uint8Array) => {
    const at = Math.floor(part * (sound.length - 1));
    return cuts ? sound.slice(0, at) : sound.with(at, byte);
  });
