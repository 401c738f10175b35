import { setImmediate as nextTurn } from "node:timers/promises";
import { isServiceError } from "@org/user-core";
import { expect, vi } from "vitest";
import { readable, type StoreUnderTest } from "../store-contract/context.ts";
import type { Finished, Race, RaceOptions } from "./race.ts";
import { raceClient, raceClock } from "./race-client.ts";
import { scheduledStore } from "./scheduled-store.ts";
import { recordWrites } from "./write-record.ts";

const pollIntervalMs = 1_000;
/** Longer than the interval with its jitter. */
const surelyPolledMs = 2 * pollIntervalMs;
/** A watch whose hint was lost needs one poll, and one more where the feed had to find its position again. */
const pollsForLostHint = 2;

/** Makes the service over a store that nobody else uses, runs a race, and checks that it left nothing behind. */
export async function runRace(
  made: StoreUnderTest,
  { scheduler, fates, spuriousHints, polls }: RaceOptions,
  run: (race: Race) => Promise<void>,
): Promise<void> {
  // Of a run that failed; they are not this one's.
  vi.clearAllTimers();
  const store = readable(made, made.store);
  const recorded = recordWrites(store);
  const scheduled = scheduledStore(recorded.store, { scheduler, fates });
  const clock = raceClock();
  let moments = 0;

  /** Until nothing is left to schedule, also after what the store does outside of the schedule. */
  async function untilIdle(): Promise<void> {
    do {
      await scheduler.waitIdle();
      await nextTurn();
    } while (scheduler.count() > 0);
  }

  async function pause(label: string): Promise<void> {
    await scheduler.schedule(Promise.resolve(), label);
  }

  async function finish<T>(works: readonly Promise<T>[]): Promise<T[]> {
    let settled = 0;
    for (const work of works) void work.catch(() => {}).then(() => (settled += 1));
    for (let i = 0; i < spuriousHints; i += 1)
      void pause("hint for nothing").then(scheduled.hintForNothing);
    for (let i = 0; i < polls; i += 1) void pause("poll").then(poll);
    await untilIdle();
    // No other hint may need a poll.
    const maxPolls = fates.includes("lost") ? pollsForLostHint : 0;
    for (let i = 0; i < maxPolls && settled < works.length; i += 1) {
      poll();
      await untilIdle();
    }
    const waiting = works.length - settled;
    if (waiting > 0) expect.fail(`${waiting} of ${works.length} calls never end`);
    return Promise.all(works);
  }

  await run({
    users: raceClient(scheduled.store, clock, pollIntervalMs),
    directly: raceClient(recorded.store, clock, pollIntervalMs),
    store: recorded.store,
    scheduledStore: scheduled.store,
    start: await store.head(),
    idsAscend: made.settled === undefined,
    writes: recorded.writes,
    nowSeconds: clock.nowSeconds,
    pause,
    async begin(label, work) {
      await pause(label);
      moments += 1;
      const began = moments;
      const outcome = await outcomeOf(work);
      moments += 1;
      return { outcome, began, ended: moments };
    },
    finish,
  });
  await untilIdle();
  expect(scheduled.listeners(), "listeners left on the store").toBe(0);
  expect(vi.getTimerCount(), "timers left").toBe(0);
}

function poll(): void {
  vi.advanceTimersByTime(surelyPolledMs);
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Finished<T>["outcome"]> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { ok: false, error };
  }
}
