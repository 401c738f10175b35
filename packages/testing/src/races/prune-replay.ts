import fc from "fast-check";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { collidingCreate } from "./create-create.ts";
import { modelOf } from "./directory-model.ts";
import { expectSomeOrder, makeCall } from "./model-calls.ts";
import { raceIt } from "./race-it.ts";

/** Request ids that are forgotten while they are used. */
export function pruneReplayRaces(factory: StoreFactory): void {
  raceIt(
    "gives a repeated request its user while its id is remembered, and then takes it for new",
    factory,
    {
      parameters: fc.record({
        creates: fc.array(collidingCreate, { minLength: 2, maxLength: 4 }),
        prunes: fc.integer({ min: 1, max: 2 }),
      }),
      async run(race, { creates, prunes }) {
        const forget = { do: "forget request ids" } as const;
        const calls = [...creates, ...Array.from({ length: prunes }, () => forget)];
        const made = await race.finish(calls.map((call) => makeCall(race, call)));
        expectSomeOrder(modelOf([]), made, await checkDirectory(race.store, race));
      },
    },
  );
}
