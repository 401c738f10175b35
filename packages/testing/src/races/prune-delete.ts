import fc from "fast-check";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { type ModelCall, modelOf } from "./directory-model.ts";
import { keptUpdates } from "./kept-updates.ts";
import { expectSomeOrder, makeCall } from "./model-calls.ts";
import { anyPrune, expectKept, giveHistory, pruneAll } from "./prunes.ts";
import { raceIt } from "./race-it.ts";
import { anyWrite } from "./update-delete.ts";
import { createTwo } from "./update-update.ts";

/** A log that is pruned while users are changed and deleted. */
export function pruneDeleteRaces(factory: StoreFactory): void {
  raceIt("forgets no more of a user's log than is old, and changes no answer", factory, {
    parameters: fc.record({
      writes: fc.array(anyWrite, { minLength: 1, maxLength: 4 }),
      prunes: fc.array(anyPrune, { minLength: 1, maxLength: 2 }),
    }),
    async run(race, { writes, prunes }) {
      const [ada, bob] = await createTwo(race);
      await giveHistory(race, bob.id);
      const start = modelOf([ada, await race.directly.getUser({ userId: bob.id })]);
      const calls: ModelCall[] = [
        { do: "delete", id: ada.id, expected: undefined },
        ...writes.map((each): ModelCall => (each.do === "create" ? each : { ...each, id: ada.id })),
      ];
      const pruned = pruneAll(race, prunes);
      const making = calls.map((call) => makeCall(race, call));
      await race.finish<unknown>([pruned, ...making]);
      expectSomeOrder(start, await Promise.all(making), await checkDirectory(race.store, race));
      for (const { id } of race.writes.created()) {
        expectKept(await keptUpdates(race.store, id), race.writes.updates(id), await pruned);
      }
    },
  });
}
