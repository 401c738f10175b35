import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readAnew } from "./read-anew.ts";
import type { Caller } from "./user-store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Never answers; breaks off where its caller goes, as a store with a silent connection. */
function silence(caller?: Caller): Promise<never> {
  return new Promise((_, reject) => {
    caller?.signal.addEventListener("abort", () => reject(caller.signal.reason));
  });
}

it("a read on which nobody answers is done anew every two seconds, and at last waited for", async () => {
  let tries = 0;
  const read = vi.fn((caller?: Caller) => {
    tries += 1;
    return tries < 5 ? silence(caller) : Promise.resolve("answer");
  });
  const answer = readAnew(read, () => true);
  for (const ms of [2_000, 2_000, 2_000, 4_000]) {
    const before = tries;
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(tries).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toBe(before + 1);
  }
  expect(await answer).toBe("answer");
  // A store that is slow and not silent is let finish.
  expect(read.mock.lastCall?.[0]).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

it("a store's own failure is not tried again", async () => {
  const read = vi.fn(async ({ signal }: Caller = { signal: new AbortController().signal }) => {
    if (!signal.aborted) throw new Error("down");
  });
  await expect(readAnew(read, () => true)).rejects.toThrow("down");
  expect(read).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it("an answer in time, from a store that does not ask, costs no timer", async () => {
  expect(
    await readAnew(
      async () => vi.getTimerCount(),
      () => true,
    ),
  ).toBe(0);
});

it("a read that nobody wants any more is not tried again, and leaves no timer", async () => {
  let wanted = true;
  const read = vi.fn(silence);
  const failed = expect(readAnew(read, () => wanted)).rejects.toThrow("aborted");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(read).toHaveBeenCalledTimes(2);
  wanted = false;
  await vi.advanceTimersByTimeAsync(2_000);
  await failed;
  expect(read).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});
