import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { type ModelCall, modelOf } from "./directory-model.ts";
import { expectSomeOrder, makeCall } from "./model-calls.ts";
import { raceIt } from "./race-it.ts";

const spellings = ["ada@example.com", "Ada@Example.COM", "ADA@example.com"] as const;
const requestIds = [
  "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6b",
  "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6c",
] as const;

/** A create that collides with others: by the mailbox, by the request id, by both. */
export const collidingCreate: fc.Arbitrary<Extract<ModelCall, { do: "create" }>> = fc.record({
  do: fc.constant("create" as const),
  email: fc.constantFrom(...spellings, "bob@example.com"),
  name: fc.constantFrom("Ada", "Bob"),
  requestId: fc.constantFrom("", ...requestIds),
});

/** Creates side by side. */
export function createCreateRaces(factory: StoreFactory): void {
  raceIt(
    "lets one of many creates of a mailbox win, and tells the others that it is taken",
    factory,
    {
      parameters: fc.array(fc.constantFrom(...spellings), { minLength: 2, maxLength: 6 }),
      async run(race, emails) {
        const creates = emails.map((email) =>
          race.begin(`create ${email}`, () => race.users.createUser({ email, name: "Ada" })),
        );
        const outcomes = (await race.finish(creates)).map(({ outcome }) => outcome);
        const { users } = await checkDirectory(race.store, race);
        expect(outcomes.flatMap((each) => (each.ok ? [each.value] : []))).toEqual(users);
        expect(users).toHaveLength(1);
        for (const each of outcomes) if (!each.ok) expect(each.error.reason).toBe("EMAIL_TAKEN");
      },
    },
  );

  raceIt("gives every call with one request id the one user", factory, {
    parameters: fc.integer({ min: 2, max: 5 }),
    pinned: [
      {
        seed: -248506538,
        path: "1",
        shows: "a request id that is looked up before the insert only",
      },
    ],
    async run(race, calls) {
      const request = { email: "ada@example.com", name: "Ada", requestId: requestIds[0] };
      const creates = Array.from({ length: calls }, (_, i) =>
        race.begin(`create ${i}`, () =>
          race.users.createUser({ ...request, password: "correct horse" }),
        ),
      );
      const outcomes = (await race.finish(creates)).map(({ outcome }) => outcome);
      const { users } = await checkDirectory(race.store, race);
      expect(users).toHaveLength(1);
      for (const each of outcomes) expect(each).toEqual({ ok: true, value: users[0] });
    },
  });

  raceIt("answers colliding emails and request ids as if one call came after another", factory, {
    parameters: fc.array(collidingCreate, { minLength: 2, maxLength: 5 }),
    async run(race, calls) {
      const made = await race.finish(calls.map((call) => makeCall(race, call)));
      expectSomeOrder(modelOf([]), made, await checkDirectory(race.store, race));
    },
  });
}
