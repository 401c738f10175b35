import { constants, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gunzip } from "./gunzip.ts";

const limit = 1 << 20;
const mebibyte = 1 << 20;

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

const member = fc.tuple(bytes, options).map(([plain, how]) => ({
  plain,
  packed: new Uint8Array(gzipSync(plain, how)),
}));

const malformed = expect.objectContaining({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
const tooLarge = expect.objectContaining({ code: "RESOURCE_EXHAUSTED" });

/** What comes of it, or the error. */
function outcomeOf(work: () => Uint8Array): unknown {
  try {
    return Buffer.from(work()).toString("base64");
  } catch (error) {
    return error;
  }
}

describe("gunzip", () => {
  it("gives what zlib has compressed, whatever its level and strategy, in one member or several", () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 3 }), (members) => {
        const packed = Buffer.concat(members.map((each) => each.packed));
        const plain = Buffer.concat(members.map((each) => each.plain));
        expect(Buffer.from(gunzip(packed, limit)).equals(plain)).toBe(true);
      }),
    );
  });

  it("judges what is corrupted as zlib does", () => {
    const corruption = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(member, corruption, fc.boolean(), ({ packed }, [part, byte], cuts) => {
        const at = Math.floor(part * (packed.length - 1));
        // A checksum of the header may be ignored, says RFC 1952.
        fc.pre(at !== 3 || (byte & 2) === 0);
        const corrupted = cuts ? packed.subarray(0, at) : packed.with(at, byte);
        // zlib says nothing of no bytes.
        fc.pre(corrupted.length > 0);
        const ours = outcomeOf(() => gunzip(corrupted, limit));
        const theirs = outcomeOf(() => gunzipSync(corrupted, { maxOutputLength: limit }));
        if (typeof theirs === "string") expect(ours).toBe(theirs);
        else expect([malformed, tooLarge]).toContainEqual(ours);
      }),
      { numRuns: 2_000 },
    );
  });

  it("answers bytes of any kind with bytes or an error of the client's", () => {
    const head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (tail, isGzip) => {
        const ours = outcomeOf(() =>
          gunzip(Uint8Array.of(...(isGzip ? head : []), ...tail), limit),
        );
        if (typeof ours !== "string") expect([malformed, tooLarge]).toContainEqual(ours);
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves out a header's extra field, name, comment and checksum", () => {
    const [head, rest] = [gzipSync("some").subarray(0, 10), gzipSync("some").subarray(10)];
    const extra = [3, 0, 7, 7, 7];
    const text = [...Buffer.from("users.json\0")];
    head[3] = 0b1_1110;
    const packed = Uint8Array.of(...head, ...extra, ...text, ...text, 1, 2, ...rest);
    expect(Buffer.from(gunzip(packed, limit)).toString()).toBe("some");
    expect(outcomeOf(() => gunzip(packed.subarray(0, 20), limit))).toEqual(malformed);
    head[3] = 0b10_0000;
    expect(outcomeOf(() => gunzip(Uint8Array.of(...head, ...rest), limit))).toEqual(malformed);
  });

  it("refuses what comes after the last member, which is no member", () => {
    expect(outcomeOf(() => gunzip(Buffer.concat([gzipSync("a"), Buffer.of(0)]), limit))).toEqual(
      malformed,
    );
  });

  it("gives bytes up to the limit, and refuses one more", () => {
    fc.assert(
      fc.property(member, ({ plain, packed }) => {
        expect(gunzip(packed, plain.length)).toHaveLength(plain.length);
        if (plain.length === 0) return;
        expect(outcomeOf(() => gunzip(packed, plain.length - 1))).toEqual(tooLarge);
      }),
    );
  });

  it("makes no more of a bomb than the limit", () => {
    const bomb = gzipSync(Buffer.alloc(256 * mebibyte), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    expect(outcomeOf(() => gunzip(bomb, 4 * mebibyte))).toEqual(tooLarge);
    expect(performance.now() - start).toBeLessThan(2_000);
    // Garbage and all.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * mebibyte);
  });
});
