import { expect, it, vi } from "vitest";
import { withOwnTimers } from "./own-timers.ts";

it("time-outs of the work fire when the test says so; those of others go on and are not counted", async () => {
  const fired: string[] = [];
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: othersFired, resolve: othersFire } = Promise.withResolvers<void>();
  // Set while the work runs, by what was there before it.
  const other = begun.then(() => setTimeout(othersFire, 1));
  await withOwnTimers(async () => {
    setTimeout(() => fired.push("own"), 1_000);
    clearTimeout(setTimeout(() => fired.push("cleared"), 1_000));
    begin();
    await other;
    await othersFired;
    expect([vi.getTimerCount(), fired]).toEqual([1, []]);
    vi.advanceTimersByTime(1_000);
    expect([vi.getTimerCount(), fired]).toEqual([0, ["own"]]);
  });
});

it("the process has its own time-outs again, also after work that failed", async () => {
  const [set, clear] = [setTimeout, clearTimeout];
  await expect(withOwnTimers(() => Promise.reject(new Error("it fails")))).rejects.toThrow();
  expect([setTimeout, clearTimeout]).toEqual([set, clear]);
  expect(vi.isFakeTimers()).toBe(false);
});
