import { crc32, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gunzip } from "./gunzip.ts";
import { corruption, malformed, member, outcomeOf, tooLarge } from "./gzip.fixture.ts";

const limit = 1 << 20;
const mebibyte = 1 << 20;

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
    fc.assert(
      fc.property(member, corruption, ({ packed }, corrupt) => {
        const corrupted = corrupt(packed);
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
    const packed = withLongHeader(gzipSync("some"));
    expect(Buffer.from(gunzip(packed, limit)).toString()).toBe("some");
    for (let length = 0; length < packed.length; length += 1) {
      expect(outcomeOf(() => gunzip(packed.subarray(0, length), limit))).toEqual(malformed);
    }
  });

  it("refuses a header whose checksum is not its own, or that has what nobody knows", () => {
    const packed = withLongHeader(gzipSync("some"));
    expect(outcomeOf(() => gunzip(packed.with(4, 1), limit))).toEqual(malformed);
    const unknown = gzipSync("some").with(3, 0b10_0000);
    expect(outcomeOf(() => gunzip(unknown, limit))).toEqual(malformed);
  });

  it("refuses a member whose checksum or length is not its own", () => {
    const packed = gzipSync("some");
    for (let at = packed.length - 8; at < packed.length; at += 1) {
      const corrupted = packed.with(at, 1 ^ (packed[at] ?? 0));
      expect(outcomeOf(() => gunzip(corrupted, limit))).toEqual(malformed);
    }
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

  it("limits what comes of all members together", () => {
    const packed = Buffer.concat(Array(3).fill(gzipSync("some")));
    expect(gunzip(packed, 12)).toHaveLength(12);
    expect(outcomeOf(() => gunzip(packed, 11))).toEqual(tooLarge);
  });

  it("makes no more of a bomb than the limit", () => {
    const bomb = gzipSync(Buffer.alloc(256 * mebibyte), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    const spent = process.cpuUsage();
    expect(outcomeOf(() => gunzip(bomb, 4 * mebibyte))).toEqual(tooLarge);
    expect(process.cpuUsage(spent).user).toBeLessThan(2_000_000);
    // Garbage and all.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * mebibyte);
  });

  it("takes time in proportion to its bytes, whatever they are", () => {
    const [head, rest] = [gzipSync("").subarray(0, 10).with(3, 0b1000), gzipSync("").subarray(10)];
    const longName = Buffer.concat([head, Buffer.alloc(4 * mebibyte, "a"), Buffer.of(0), rest]);
    const members = Buffer.concat(Array(200_000).fill(gzipSync("")));
    const blocks = Array(800_000).fill(Buffer.of(0, 0, 0, 0xff, 0xff));
    const emptyBlocks = Buffer.concat([gzipSync("").subarray(0, 10), ...blocks, rest]);
    for (const packed of [longName, members, emptyBlocks]) {
      const spent = process.cpuUsage();
      expect(gunzip(packed, mebibyte)).toHaveLength(0);
      expect(process.cpuUsage(spent).user).toBeLessThan(5_000_000);
    }
  });
});

/** The same with all that a header may have. */
function withLongHeader(packed: Uint8Array): Uint8Array {
  const text = Buffer.from("users.json\0");
  const start = packed.slice(0, 10).with(3, 0b1_1110);
  const head = Buffer.concat([start, Buffer.of(3, 0, 7, 7, 7), text, text]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc32(head) & 0xffff);
  return new Uint8Array(Buffer.concat([head, checksum, packed.slice(10)]));
}
