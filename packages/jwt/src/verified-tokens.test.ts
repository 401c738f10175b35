import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createVerifiedTokens } from "./verified-tokens.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "Date"] }));
afterEach(() => void vi.useRealTimers());

const inAnHour = () => Date.now() + 3_600_000;

it("knows a token for as long as it was told, and no longer for being used", () => {
  const tokens = createVerifiedTokens({ rememberMs: 1_000 });
  tokens.add("a.b.c", inAnHour());
  for (let ms = 0; ms < 1_000; ms += 100) {
    expect(tokens.has("a.b.c")).toBe(true);
    vi.advanceTimersByTime(100);
  }
  expect(tokens.has("a.b.c")).toBe(false);
});

it("knows none that has expired", () => {
  const tokens = createVerifiedTokens({});
  tokens.add("a.b.c", Date.now() + 100);
  vi.advanceTimersByTime(99);
  expect(tokens.has("a.b.c")).toBe(true);
  vi.advanceTimersByTime(1);
  expect(tokens.has("a.b.c")).toBe(false);
});

it("knows none for longer because the clock was set back", () => {
  const tokens = createVerifiedTokens({ rememberMs: 1_000 });
  tokens.add("a.b.c", inAnHour());
  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(tokens.has("a.b.c")).toBe(false);
});

it("knows none for longer because the machine has slept, when only the time of day goes on", () => {
  const tokens = createVerifiedTokens({ rememberMs: 1_000 });
  tokens.add("a.b.c", inAnHour());
  vi.setSystemTime(Date.now() + 999);
  expect(tokens.has("a.b.c")).toBe(true);
  vi.setSystemTime(Date.now() + 1);
  expect(tokens.has("a.b.c")).toBe(false);
});

it("knows none for a moment longer because it was verified before, once it is again", () => {
  const tokens = createVerifiedTokens({ rememberMs: 1_000 });
  tokens.add("a.b.c", inAnHour());
  vi.advanceTimersByTime(900);
  tokens.add("a.b.c", inAnHour());
  vi.advanceTimersByTime(999);
  expect(tokens.has("a.b.c")).toBe(true);
  vi.advanceTimersByTime(1);
  expect(tokens.has("a.b.c")).toBe(false);
});

it.each(["A.b.c", "a.B.c", "a.b.C", "a.b.c=", "a.b", "a.b.c.", ""])(
  "takes no other for one that it knows: %j",
  (other) => {
    const tokens = createVerifiedTokens({});
    tokens.add("a.b.c", inAnHour());
    expect(tokens.has(other)).toBe(false);
  },
);

it("forgets those unused for the longest when there are too many", () => {
  const tokens = createVerifiedTokens({ maxRemembered: 3 });
  for (const token of ["1", "2", "3"]) tokens.add(token, inAnHour());
  expect(tokens.has("1")).toBe(true);
  tokens.add("4", inAnHour());
  expect(["1", "2", "3", "4"].map(tokens.has)).toEqual([true, false, true, true]);
});

it("knows as many at a time as it was told, however many there are", () => {
  const tokens = createVerifiedTokens({ maxRemembered: 1_000 });
  const all = Array.from({ length: 5_000 }, (_, index) => `token ${index}`);
  for (const token of all) tokens.add(token, inAnHour());
  const known = all.filter(tokens.has);
  expect(known.length).toBeGreaterThan(980);
  expect(known.length).toBeLessThanOrEqual(1_000);
  expect(known).toEqual(all.slice(-known.length));
});

it.each([{ rememberMs: 0 }, { maxRemembered: 0 }])("knows nothing with %j", (options) => {
  const tokens = createVerifiedTokens(options);
  tokens.add("a.b.c", inAnHour());
  expect(tokens.has("a.b.c")).toBe(false);
});
