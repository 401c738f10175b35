import type { UserStore } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { keptUpdates } from "./kept-updates.ts";
import { anyPrune, expectKept, giveHistory, pruneAll } from "./prunes.ts";
import { raceIt } from "./race-it.ts";
import { createTwo } from "./update-update.ts";
import { anyLife, anyWatch, live } from "./watched-writes.ts";
import { expectRefusal, expectRun, expectWholeSuffix, type Watched, watch } from "./watcher.ts";

/** A log that is pruned under its watches. */
export function pruneWatchRaces(factory: StoreFactory): void {
  raceIt(
    "shows a watch all updates, or says that they are no longer kept; never skips any",
    factory,
    {
      parameters: fc.record({
        life: anyLife,
        watches: fc.array(anyWatch, { minLength: 1, maxLength: 2 }),
        prunes: fc.array(anyPrune, { minLength: 1, maxLength: 2 }),
      }),
      stormy: true,
      runs: 50,
      pinned: [
        {
          seed: 1624957016,
          path: "15",
          shows: "NOT_FOUND for a user who was forgotten under a watch",
        },
        { seed: 184566461, path: "1", shows: "a deletion that is forgotten before its time" },
      ],
      async run(race, { life, watches, prunes }) {
        const [{ id }] = await createTwo(race);
        await giveHistory(race, id);
        const opened = watches.map((plan) => watch(race, id, plan));
        const pruned = pruneAll(race, prunes);
        await race.finish<unknown>([live(race, id, life), pruned, ...opened]);
        const log = race.writes.updates(id);
        const kept = await keptUpdates(race.store, id);
        expectKept(kept, log, await pruned);
        for (const watched of await Promise.all(opened)) {
          const reason = watched.error?.reason;
          if (reason === undefined) expectWholeSuffix(watched, log);
          else if (reason !== "RESUME_POINT_EXPIRED") {
            expectRefusal(watched, log, kept.length === 0);
          } else {
            expectRun(watched, log);
            await expectExpired(race.store, id, watched);
          }
        }
        await checkDirectory(race.store, race);
      },
    },
  );
}

/** Fails unless what a watch wanted next is really gone. */
async function expectExpired(store: UserStore, userId: number, watched: Watched): Promise<void> {
  const last = watched.seen.at(-1)?.revision ?? watched.afterRevision;
  // A watch from now on that saw nothing had a position between these.
  const { kind } = await store.userUpdates(userId, last ?? watched.reached, 1);
  expect(["expired", "unknown"]).toContain(kind);
}
