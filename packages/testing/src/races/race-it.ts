import fc from "fast-check";
import { it } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { withOwnTimers } from "./own-timers.ts";
import type { Race } from "./race.ts";
import { runRace } from "./run-race.ts";

/** A schedule that is run every time: one that showed a bug, planted or not. */
interface PinnedSchedule {
  readonly seed: number;
  readonly path: string;
  /** The bug it shows. */
  readonly shows: string;
}

/** A race over random schedules and parameters. */
export interface RaceTest<P> {
  readonly parameters: fc.Arbitrary<P>;
  run(race: Race, parameters: P): Promise<void>;
  /** Whether hints come late, twice, for nothing or never, and polls at any moment. Default: false. */
  readonly stormy?: boolean;
  /** How often it is run with a schedule of its own. Default: 25. */
  readonly runs?: number;
  readonly pinned?: readonly PinnedSchedule[];
}

const fate = fc.constantFrom("prompt" as const, "late" as const, "twice" as const, "lost" as const);
const calm = fc.constant({ fates: [], spuriousHints: 0, polls: 0 });
const storm = fc.record({
  fates: fc.array(fate, { minLength: 1, maxLength: 4 }),
  spuriousHints: fc.nat({ max: 2 }),
  polls: fc.nat({ max: 2 }),
});

/** What a failure prints, to run it again; and how often to run at all. */
const { RACE_SEED: seed, RACE_PATH: path, RACE_RUNS: runsWanted } = process.env;

/**
 * A test that runs a race over a new store for each schedule. A failure prints
 * its seed, its path and its schedule; `RACE_SEED` and `RACE_PATH` run it
 * again (name the test with `-t`), `RACE_RUNS` runs more.
 */
export function raceIt<P>(promise: string, factory: StoreFactory, test: RaceTest<P>): void {
  const { parameters, run, stormy = false, runs = 25, pinned = [] } = test;
  const property = fc.asyncProperty(
    fc.scheduler(),
    stormy ? storm : calm,
    parameters,
    async (scheduler, weather, given) => {
      const made = await factory();
      try {
        await runRace(made, { scheduler, ...weather }, (race) => run(race, given));
      } finally {
        await made.store.close();
        await made.dispose?.();
      }
    },
  );
  const numRuns = Number(runsWanted ?? (path === undefined ? runs : 1));
  const replay = {
    ...(seed !== undefined && { seed: Number(seed) }),
    // Its first part alone: a scheduler that was shrunk beside others does not come again by
    // its own path, but it does when all of them are gone through once more.
    ...(path !== undefined && { path: path.replace(/:.*/, "") }),
  };
  // A schedule over a database takes some hundred round trips.
  it(promise, { timeout: 20_000 + 1_000 * numRuns }, async () => {
    // Only the feed's poll has a timer here: it fires when a race says so.
    await withOwnTimers(async () => {
      if (path === undefined) {
        for (const pin of pinned) await fc.assert(property, { ...pin, numRuns: 1 });
      }
      await fc.assert(property, { ...replay, numRuns });
    });
  });
}
