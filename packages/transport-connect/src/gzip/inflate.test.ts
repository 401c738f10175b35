import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBitReader } from "./bit-reader.ts";
import { corruption, malformed, member, outcomeOf, tooLarge } from "./gzip.fixture.ts";
import { inflate } from "./inflate.ts";
import { createOutput, type Output } from "./output.ts";

const limit = 1 << 20;

/** What the output holds then. */
function inflated(deflated: Uint8Array, output: Output = createOutput(limit)): Uint8Array {
  inflate(createBitReader(deflated), output);
  return output.all();
}

/** A block that repeats the last byte three times. */
const threeOfTheLast = Uint8Array.of(0b011, 2, 0);

describe("inflate", () => {
  // A checksum would hide what came before it.
  it("judges what is corrupted as zlib does", () => {
    fc.assert(
      fc.property(member, corruption, ({ packed }, corrupt) => {
        const corrupted = corrupt(packed.slice(10, -8));
        const ours = outcomeOf(() => inflated(corrupted));
        const theirs = outcomeOf(() => inflateRawSync(corrupted, { maxOutputLength: limit }));
        if (typeof theirs === "string") expect(ours).toBe(theirs);
        else expect([malformed, tooLarge]).toContainEqual(ours);
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses to repeat what was never there", () => {
    expect(outcomeOf(() => inflated(threeOfTheLast))).toEqual(malformed);
  });

  it("refuses to repeat what another member has made", () => {
    const output = createOutput(limit);
    output.push(7);
    expect([...inflated(threeOfTheLast, output)]).toEqual([7, 7, 7, 7]);
    output.beginMember();
    expect(outcomeOf(() => inflated(threeOfTheLast, output))).toEqual(malformed);
  });
});
