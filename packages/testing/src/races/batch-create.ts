import type { BatchCreateUsersResponse } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { checkDirectory } from "./check-directory.ts";
import { collidingCreate } from "./create-create.ts";
import { type ModelCall, type ModelResult, modelOf, modelUser } from "./directory-model.ts";
import { createRequest, expectSomeOrder, type MadeCall, makeCall } from "./model-calls.ts";
import type { Race } from "./race.ts";
import { raceIt } from "./race-it.ts";

type Entry = Extract<ModelCall, { do: "create" }>;

const batch = fc.array(collidingCreate, { minLength: 1, maxLength: 3 });

/** Batches beside creates, deletes and each other. */
export function batchCreateRaces(factory: StoreFactory): void {
  raceIt("gives each entry of a batch an outcome as if one call came after another", factory, {
    parameters: fc.record({
      batches: fc.array(batch, { minLength: 1, maxLength: 2 }),
      creates: fc.array(collidingCreate, { maxLength: 2 }),
    }),
    async run(race, { batches, creates }) {
      const made = await race.finish([
        ...batches.map((entries) => makeBatch(race, entries)),
        ...creates.map(async (call) => [await makeCall(race, call)]),
      ]);
      expectSomeOrder(modelOf([]), made.flat(), await checkDirectory(race.store, race));
    },
  });

  raceIt("gives an email that is being deleted to a batch afterwards, or not at all", factory, {
    parameters: fc.record({ batches: fc.array(batch, { minLength: 1, maxLength: 2 }) }),
    async run(race, { batches }) {
      const ada = await race.directly.createUser({ email: "ada@example.com", name: "First" });
      const deletion: ModelCall = { do: "delete", id: ada.id, expected: undefined };
      const made = await race.finish([
        ...batches.map((entries) => makeBatch(race, entries)),
        makeCall(race, deletion).then((call) => [call]),
      ]);
      expectSomeOrder(modelOf([ada]), made.flat(), await checkDirectory(race.store, race));
    },
  });
}

/** Sends a batch entry by entry, as the schedule says. Its entries are calls of their own. */
async function makeBatch(race: Race, entries: readonly Entry[]): Promise<MadeCall[]> {
  async function* requests() {
    for (const [i, entry] of entries.entries()) {
      if (i > 0) await race.pause(`entry ${i}`);
      yield createRequest(entry);
    }
  }
  const finished = await race.begin(`batch of ${entries.length}`, () =>
    race.users.batchCreateUsers(requests()),
  );
  const { outcome, began, ended } = finished;
  if (!outcome.ok) throw outcome.error;
  const results = resultsOf(outcome.value, entries.length);
  return entries.map((call, i) => ({ call, result: results[i] ?? { done: true }, began, ended }));
}

/** The outcome of each entry, by its place. */
function resultsOf(response: BatchCreateUsersResponse, entries: number): ModelResult[] {
  const { users, failures, total, failed } = response;
  expect([total, failed]).toEqual([users.length, failures.length]);
  expect(total + failed).toBe(entries);
  const reasons = new Map(failures.map(({ index, reason }) => [Number(index), reason]));
  const created = users.values();
  return Array.from({ length: entries }, (_, i) => {
    const reason = reasons.get(i);
    if (reason !== undefined) return { reason };
    const user = created.next().value;
    if (user === undefined) expect.fail(`entry ${i} has neither a user nor a failure`);
    return { user: modelUser(user) };
  });
}
