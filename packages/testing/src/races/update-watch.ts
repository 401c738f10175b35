import fc from "fast-check";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import type { Race } from "./race.ts";
import { raceIt } from "./race-it.ts";
import { createTwo } from "./update-update.ts";
import { anyLife, anyWatch, live, type WatchedLife } from "./watched-writes.ts";
import { expectRefusal, expectWholeSuffix, type WatchPlan, watch } from "./watcher.ts";

const watches = fc.array(anyWatch, { minLength: 1, maxLength: 3 });

/** Watches opened at any moment of a user's life, with hints that come late, twice, for nothing or never. */
export function updateWatchRaces(factory: StoreFactory): void {
  raceIt(
    "shows a watch every update from its position to the deletion, once and in order",
    factory,
    {
      parameters: fc.record({ life: anyLife, watches }),
      stormy: true,
      runs: 50,
      pinned: [
        {
          seed: 1891759966,
          path: "30",
          shows: "a watch that subscribes after its position is read",
        },
      ],
      async run(race, { life, watches }) {
        const [{ id }] = await createTwo(race);
        await watchAll(race, id, watches, live(race, id, life));
        await checkDirectory(race.store, race);
      },
    },
  );

  raceIt("shows a watch every update at its hint, without a poll", factory, {
    parameters: fc.record({ life: anyLife, watches }),
    pinned: [{ seed: -1290680954, path: "2", shows: "a feed that drops a hint while it reads" }],
    async run(race, { life, watches }) {
      const [{ id }] = await createTwo(race);
      await watchAll(race, id, watches, live(race, id, life));
    },
  });

  raceIt(
    "shows a watch the whole life of a user who is created meanwhile, or finds none",
    factory,
    {
      parameters: fc.record({ life: anyLife, watches }),
      stormy: true,
      async run(race, { life, watches }) {
        const [, bob] = await createTwo(race);
        const expected = bob.id + 1;
        await watchAll(race, expected, watches, createAndLive(race, life));
        await checkDirectory(race.store, race);
      },
    },
  );

  raceIt("ends a watch from now on with the deletion that was all that happened", factory, {
    parameters: fc.integer({ min: 1, max: 3 }),
    stormy: true,
    async run(race, count) {
      const [{ id }] = await createTwo(race);
      const plans = Array<WatchPlan>(count).fill({ afterRevision: undefined, isSlow: false });
      const life = { patches: [], before: 0 };
      await watchAll(race, id, plans, live(race, id, life));
      await checkDirectory(race.store, race);
    },
  });
}

async function createAndLive(race: Race, life: WatchedLife): Promise<void> {
  const request = { email: "new@example.com", name: "New" };
  const { outcome } = await race.begin("create", () => race.users.createUser(request));
  if (!outcome.ok) throw outcome.error;
  await live(race, outcome.value.id, life);
}

/** Watches a user while it is written to, and checks what each watch saw. */
async function watchAll(
  race: Race,
  userId: number,
  plans: readonly WatchPlan[],
  writing: Promise<void>,
): Promise<void> {
  const watches = plans.map((plan) => watch(race, userId, plan));
  await race.finish<unknown>([writing, ...watches]);
  const log = race.writes.updates(userId);
  for (const watched of await Promise.all(watches)) {
    if (watched.error === undefined) expectWholeSuffix(watched, log);
    else expectRefusal(watched, log);
  }
}
