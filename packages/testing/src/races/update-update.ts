import type { User } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { type ModelCall, type ModelPatch, modelOf } from "./directory-model.ts";
import { expectSomeOrder, makeCall } from "./model-calls.ts";
import type { Race } from "./race.ts";
import { raceIt } from "./race-it.ts";

/** New values for one field or several; emails that may be those of others. */
export const anyPatch: fc.Arbitrary<ModelPatch> = fc.record(
  {
    email: fc.constantFrom(
      "ada@example.com",
      "bob@example.com",
      "eve@example.com",
      "EVE@example.com",
    ),
    name: fc.constantFrom("Ada", "Bob", "Eve"),
    isActive: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** No revision, the one that the user has before the race, or the one after it. */
export const anyExpectation = fc.constantFrom(undefined, 1n, 2n);

/** An update that names the user by place: ids are the store's. */
const update = fc.record({ target: fc.nat({ max: 1 }), patch: anyPatch, expected: anyExpectation });

/** Updates side by side. */
export function updateUpdateRaces(factory: StoreFactory): void {
  raceIt("loses no update", factory, {
    parameters: fc.integer({ min: 2, max: 5 }),
    async run(race, calls) {
      const [{ id }] = await createTwo(race);
      const updates = Array.from({ length: calls }, (_, i) =>
        race.begin(`rename ${i}`, () => race.users.updateUser({ user: { id, name: `Name ${i}` } })),
      );
      const outcomes = (await race.finish(updates)).map(({ outcome }) => outcome);
      // Checks the chain of old and new values, too.
      const { users } = await checkDirectory(race.store, race);
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
      expect(users[0]?.revision).toBe(BigInt(calls + 1));
      const names = race.writes.updates(id).map(({ newValue }) => newValue);
      expect(names.toSorted()).toEqual(updates.map((_, i) => `Name ${i}`));
    },
  });

  raceIt("lets one of many updates that expect the same revision win", factory, {
    parameters: fc.integer({ min: 2, max: 5 }),
    pinned: [
      {
        seed: -1282963764,
        path: "0",
        shows: "an expected revision that is not asked for again at a second try",
      },
    ],
    async run(race, calls) {
      const [{ id, revision: expectedRevision }] = await createTwo(race);
      const updates = Array.from({ length: calls }, (_, i) => {
        const request = { user: { id, name: `Name ${i}` }, expectedRevision };
        return race.begin(`rename ${i}`, () => race.users.updateUser(request));
      });
      const outcomes = (await race.finish(updates)).map(({ outcome }) => outcome);
      const { users } = await checkDirectory(race.store, race);
      expect(outcomes.flatMap((each) => (each.ok ? [each.value] : []))).toEqual([users[0]]);
      for (const each of outcomes) {
        if (each.ok) continue;
        const metadata = { current_revision: "2" };
        expect(each.error).toMatchObject({
          code: "ABORTED",
          reason: "REVISION_MISMATCH",
          metadata,
        });
      }
    },
  });

  raceIt("frees an email with the update that leaves it, not before", factory, {
    parameters: fc.subarray([0, 1, 2, 3], { minLength: 2 }),
    async run(race, chosen) {
      const users = await createTwo(race);
      const [{ id: ada }, { id: bob }] = users;
      const expected = undefined;
      const calls: ModelCall[] = [
        { do: "update", id: ada, patch: { email: "eve@example.com" }, expected },
        { do: "update", id: bob, patch: { email: "ada@example.com" }, expected },
        { do: "create", email: "ADA@example.com", name: "Ada", requestId: "" },
        { do: "update", id: ada, patch: { email: "bob@example.com" }, expected },
      ];
      const made = chosen.flatMap((i) => calls[i] ?? []).map((call) => makeCall(race, call));
      const answers = await race.finish(made);
      expectSomeOrder(modelOf(users), answers, await checkDirectory(race.store, race));
    },
  });

  raceIt("answers updates of two users as if one came after another", factory, {
    parameters: fc.array(update, { minLength: 2, maxLength: 5 }),
    async run(race, updates) {
      const users = await createTwo(race);
      const calls = updates.map(({ target, patch, expected }): ModelCall => {
        const { id } = users[target] ?? users[0];
        return { do: "update", id, patch, expected };
      });
      const made = await race.finish(calls.map((call) => makeCall(race, call)));
      expectSomeOrder(modelOf(users), made, await checkDirectory(race.store, race));
    },
  });
}

/** Ada and Bob, both at revision 1. */
export async function createTwo({ directly }: Race): Promise<readonly [ada: User, bob: User]> {
  const ada = await directly.createUser({ email: "ada@example.com", name: "Ada" });
  const bob = await directly.createUser({ email: "bob@example.com", name: "Bob" });
  return [ada, bob];
}
