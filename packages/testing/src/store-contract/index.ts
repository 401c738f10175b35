import { describe } from "vitest";
import { closeContract } from "./close.ts";
import type { StoreFactory } from "./context.ts";
import { countContract } from "./count.ts";
import { credentialsContract } from "./credentials.ts";
import { emailUniquenessContract } from "./email-uniqueness.ts";
import { eventsContract } from "./events.ts";
import { getContract } from "./get.ts";
import { hintsContract } from "./hints.ts";
import { insertContract } from "./insert.ts";
import { listContract } from "./list.ts";
import { migrateContract } from "./migrate.ts";
import { modelContract } from "./model.ts";
import { pruneContract } from "./prune.ts";
import { removeContract } from "./remove.ts";
import { replaceContract } from "./replace.ts";
import { requestIdsContract } from "./request-ids.ts";
import { secretContract } from "./secret.ts";
import { snapshotContract } from "./snapshot.ts";
import { userUpdatesContract } from "./user-updates.ts";

/**
 * What `UserStore` promises, as tests for vitest.
 *
 * @example
 * userStoreContract("my store", async () => {
 *   const store = createMyStore();
 *   await store.migrate();
 *   return { store };
 * });
 */
export function userStoreContract(name: string, factory: StoreFactory): void {
  describe(`user store: ${name}`, () => {
    describe("get and getByEmail", () => getContract(factory));
    describe("list", () => listContract(factory));
    describe("count", () => countContract(factory));
    describe("insert", () => insertContract(factory));
    describe("unique emails", () => emailUniquenessContract(factory));
    describe("request ids", () => requestIdsContract(factory));
    describe("credentials and replaceHash", () => credentialsContract(factory));
    describe("replace", () => replaceContract(factory));
    describe("remove", () => removeContract(factory));
    describe("userUpdates", () => userUpdatesContract(factory));
    describe("events and head", () => eventsContract(factory));
    describe("snapshot", () => snapshotContract(factory));
    describe("onHint", () => hintsContract(factory));
    describe("prune", () => pruneContract(factory));
    describe("secret", () => secretContract(factory));
    describe("migrate and check", () => migrateContract(factory));
    describe("close", () => closeContract(factory));
    describe("any sequence of writes", () => modelContract(factory));
  });
}
