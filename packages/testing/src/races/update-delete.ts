import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { type ModelCall, modelOf } from "./directory-model.ts";
import { expectSomeOrder, makeCall } from "./model-calls.ts";
import { raceIt } from "./race-it.ts";
import { anyExpectation, anyPatch, createTwo } from "./update-update.ts";

/** Any write of one user, or a create that may want its email. */
export const anyWrite = fc.oneof(
  fc.record({ do: fc.constant("update" as const), patch: anyPatch, expected: anyExpectation }),
  fc.record({ do: fc.constant("delete" as const), expected: anyExpectation }),
  fc.record({
    do: fc.constant("create" as const),
    email: fc.constantFrom("ada@example.com", "eve@example.com"),
    name: fc.constant("Ada"),
    requestId: fc.constant(""),
  }),
);

/** Updates and deletes of one user, and creates that want the email. */
export function updateDeleteRaces(factory: StoreFactory): void {
  raceIt("applies an update before the deletion, or finds no user", factory, {
    parameters: fc.integer({ min: 1, max: 4 }),
    pinned: [{ seed: 1154439256, path: "2", shows: "a deletion that does not try again" }],
    async run(race, calls) {
      const [{ id, email }] = await createTwo(race);
      const updates = Array.from({ length: calls }, (_, i) =>
        race.begin(`rename ${i}`, () => race.users.updateUser({ user: { id, name: `Name ${i}` } })),
      );
      const deletion = race.begin("delete", () => race.users.deleteUser({ userId: id }));
      await race.finish<unknown>([deletion, ...updates]);
      expect((await deletion).outcome.ok).toBe(true);
      const outcomes = (await Promise.all(updates)).map(({ outcome }) => outcome);
      for (const each of outcomes) if (!each.ok) expect(each.error.code).toBe("NOT_FOUND");
      const log = race.writes.updates(id);
      expect(log).toHaveLength(1 + outcomes.filter(({ ok }) => ok).length);
      expect(log.at(-1)?.field).toBe("deleted");
      expect((await race.directly.createUser({ email, name: "Next" })).id).toBeGreaterThan(id);
      await checkDirectory(race.store, race);
    },
  });

  raceIt("lets one of many deletes win, and tells the others that there is no user", factory, {
    parameters: fc.integer({ min: 2, max: 4 }),
    async run(race, calls) {
      const [{ id }] = await createTwo(race);
      const deletes = Array.from({ length: calls }, (_, i) =>
        race.begin(`delete ${i}`, () => race.users.deleteUser({ userId: id })),
      );
      const outcomes = (await race.finish(deletes)).map(({ outcome }) => outcome);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      for (const each of outcomes) if (!each.ok) expect(each.error.code).toBe("NOT_FOUND");
      await checkDirectory(race.store, race);
    },
  });

  raceIt("answers updates, deletes and creates as if one came after another", factory, {
    parameters: fc.array(anyWrite, { minLength: 2, maxLength: 5 }),
    async run(race, writes) {
      const users = await createTwo(race);
      const calls = writes.map(
        (each): ModelCall => (each.do === "create" ? each : { ...each, id: users[0].id }),
      );
      const made = await race.finish(calls.map((call) => makeCall(race, call)));
      expectSomeOrder(modelOf(users), made, await checkDirectory(race.store, race));
    },
  });
}
