import { describe, expect, it } from "vitest";
import { createTestClock } from "./test-clock.ts";

describe("a test's clock", () => {
  it("stands still until it is moved", () => {
    const clock = createTestClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.advance(0.5);
    expect(clock.now()).toBe(1_000.5);
    clock.set(-1);
    expect(clock.now()).toBe(-1);
  });

  it("is moved forward only, and to a time only", () => {
    const clock = createTestClock(1_000);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clock.advance(ms)).toThrow(RangeError);
      expect(() => clock.set(ms)).toThrow(RangeError);
      expect(() => createTestClock(ms)).toThrow(RangeError);
    }
    expect(clock.now()).toBe(1_000);
  });

  it("wakes who has slept long enough, and nobody early", async () => {
    const clock = createTestClock(1_000);
    const woken: string[] = [];
    const sleepers = ["never", "by set", "by advance", "at once"].map((name, i) =>
      clock.sleep([9_999, 200, 100, 0][i] ?? 0).then(() => woken.push(name)),
    );
    await sleepers[3];
    clock.set(0);
    clock.advance(1_099);
    expect(woken).toEqual(["at once"]);
    clock.advance(1);
    await sleepers[2];
    clock.set(1_200);
    await sleepers[1];
    expect(woken).toEqual(["at once", "by advance", "by set"]);
  });

  it("lets a sleeper go whose signal is aborted, with its reason", async () => {
    const clock = createTestClock(0);
    const leaving = new AbortController();
    const sleep = clock.sleep(100, leaving.signal);
    leaving.abort("enough");
    await expect(sleep).rejects.toBe("enough");
    await expect(clock.sleep(0, leaving.signal)).rejects.toBe("enough");
  });
});

it("tells when somebody sleeps", async () => {
  const clock = createTestClock(0);
  const sleeping = clock.sleeping();
  const slept = clock.sleep(100);
  await sleeping;
  await clock.sleeping();
  clock.advance(100);
  await slept;
});
