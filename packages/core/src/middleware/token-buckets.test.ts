import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createTokenBuckets } from "./token-buckets.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

it("forgets who was quiet for the longest, again and again, whoever was used or filled meanwhile", () => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 1, maxKeys: 3 });
  for (const key of ["a", "b", "c"]) expect(buckets.take(key)).toBe(0);
  expect(buckets.take("a")).toBe(1_000);
  // Forgets b, then c; a was used after them.
  for (const key of ["d", "e"]) expect(buckets.take(key)).toBe(0);
  expect(buckets.take("a")).toBe(1_000);
  buckets.refill("d");
  expect(buckets.take("f")).toBe(0);
  expect([buckets.take("a"), buckets.take("e"), buckets.take("f")]).toEqual([1_000, 1_000, 1_000]);
  expect([buckets.take("b"), buckets.take("c"), buckets.take("d")]).toEqual([0, 0, 0]);
});

it("remembers as many as it is to, and then forgets a hundredth of them at a time", () => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 1, maxKeys: 100 });
  const keys = Array.from({ length: 100 }, (_, i) => `${i}`);
  for (const key of keys) expect(buckets.take(key)).toBe(0);
  for (const key of keys) expect(buckets.take(key)).toBe(1_000);
  // Leaves 99: 0 and 1 are gone, and 2 is not.
  expect(buckets.take("one more")).toBe(0);
  expect(["2", "1", "0"].map((key) => buckets.take(key))).toEqual([1_000, 0, 0]);
});

it("tells when there will be a token, of one that has partly come", () => {
  const buckets = createTokenBuckets({ perSecond: 2, burst: 1, maxKeys: 1 });
  expect(buckets.take("a")).toBe(0);
  vi.advanceTimersByTime(200);
  expect(buckets.take("a")).toBe(300);
  vi.advanceTimersByTime(300);
  expect(buckets.take("a")).toBe(0);
});

it.each(["", "\ud800", '"\\\u0000\u2028', "\ufeffa"])("counts for the key %j as for any", (key) => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 1, maxKeys: 2 });
  expect([buckets.take(key), buckets.take(key)]).toEqual([0, 1_000]);
  buckets.refill(key);
  expect(buckets.take(key)).toBe(0);
});
