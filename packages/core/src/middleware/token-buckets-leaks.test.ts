import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createTokenBuckets } from "./token-buckets.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** How many bytes of texts and objects this process holds, garbage aside. Buffers go later, elsewhere. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A text of a million characters as a request brings it, and its own beginning. */
function longText(number: number): string {
  return new TextDecoder().decode(Buffer.alloc(1_000_000, `nobody number ${number} of many `));
}

it("keeps of a key what it says, not the long text that it was cut out of", () => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 2, maxKeys: 100 });
  heldBytes();
  const before = heldBytes();
  for (const _again of [1, 2]) {
    for (let i = 0; i < 100; i += 1) expect(buckets.take(longText(i).slice(0, 254))).toBe(0);
  }
  // A hundred texts of a megabyte each, if they were kept.
  expect(heldBytes() - before).toBeLessThan(50_000_000);
  expect(buckets.take(longText(7).slice(0, 254))).toBe(1_000);
});

it("takes no more memory the longer somebody uses it", () => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 1, maxKeys: 2 });
  heldBytes();
  const before = heldBytes();
  for (let i = 0; i < 1_000_000; i += 1) buckets.take("a");
  // One iterator kept over the map would hold 150 bytes for each.
  expect(heldBytes() - before).toBeLessThan(50_000_000);
});

it("takes no longer for a new key the more it has forgotten", () => {
  vi.useRealTimers();
  const timeOf = (maxKeys: number) => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 1, maxKeys });
    for (let i = 0; i < maxKeys; i += 1) buckets.take(`before ${i}`);
    const began = process.cpuUsage();
    for (let i = 0; i < 100_000; i += 1) buckets.take(`later ${i}`);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  timeOf(100);
  // Looked for from the beginning of the table each time, it is twenty times as long.
  expect(timeOf(100_000) / timeOf(100)).toBeLessThan(8);
});
