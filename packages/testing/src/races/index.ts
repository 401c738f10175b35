import { describe } from "vitest";
import type { StoreFactory } from "../store-contract/context.ts";
import { batchCreateRaces } from "./batch-create.ts";
import { cancelWatchRaces } from "./cancel-watch.ts";
import { cancelWriteRaces } from "./cancel-write.ts";
import { createCreateRaces } from "./create-create.ts";
import { pruneDeleteRaces } from "./prune-delete.ts";
import { pruneReplayRaces } from "./prune-replay.ts";
import { pruneWatchRaces } from "./prune-watch.ts";
import { updateDeleteRaces } from "./update-delete.ts";
import { updateUpdateRaces } from "./update-update.ts";
import { updateWatchRaces } from "./update-watch.ts";

/**
 * What the user service promises of calls that run side by side, as tests for
 * vitest, over any store: under schedules that delay the beginning and the
 * answer of every operation on the store. `setTimeout` stands still meanwhile.
 *
 * A failure prints its seed, its path and its schedule. `RACE_SEED` and
 * `RACE_PATH` run it again, `RACE_RUNS` runs more.
 *
 * @example
 * userServiceRaces("my store", async () => {
 *   const store = createMyStore();
 *   await store.migrate();
 *   return { store };
 * });
 */
export function userServiceRaces(name: string, createStore: StoreFactory): void {
  describe(`races of the user service: ${name}`, () => {
    describe("create and create", () => createCreateRaces(createStore));
    describe("update and update", () => updateUpdateRaces(createStore));
    describe("update and delete", () => updateDeleteRaces(createStore));
    describe("update and watch", () => updateWatchRaces(createStore));
    describe("batch, create and delete", () => batchCreateRaces(createStore));
    describe("prune and watch", () => pruneWatchRaces(createStore));
    describe("prune and delete", () => pruneDeleteRaces(createStore));
    describe("prune and replay", () => pruneReplayRaces(createStore));
    describe("cancel and write", () => cancelWriteRaces(createStore));
    describe("cancel and watch", () => cancelWatchRaces(createStore));
  });
}
