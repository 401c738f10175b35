import { describe } from "vitest";
import { batchCreateUsersContract } from "./batch-create-users.ts";
import type { ServiceFactory } from "./context.ts";
import { createUserContract } from "./create-user.ts";
import { deleteUserContract } from "./delete-user.ts";
import { emailsContract } from "./emails.ts";
import { errorsContract } from "./errors.ts";
import { getUserContract } from "./get-user.ts";
import { getUserByEmailContract } from "./get-user-by-email.ts";
import { listUsersContract } from "./list-users.ts";
import { syncUsersContract } from "./sync-users.ts";
import { updateUserContract } from "./update-user.ts";
import { verifyPasswordContract } from "./verify-password.ts";
import { watchExistingUsersContract } from "./watch-existing-users.ts";
import { watchHistoryContract } from "./watch-history.ts";
import { watchUserUpdatesContract } from "./watch-user-updates.ts";
import { watchUsersContract } from "./watch-users.ts";
import { watchUsersTokensContract } from "./watch-users-tokens.ts";

/**
 * What each RPC of the user service promises, as tests for vitest, over any
 * client and any store.
 *
 * @example
 * userServiceContract("over my transport", { serve, createStore });
 */
export function userServiceContract(name: string, factory: ServiceFactory): void {
  describe(`user service ${name}`, () => {
    describe("GetUser", () => getUserContract(factory));
    describe("GetUserByEmail", () => getUserByEmailContract(factory));
    describe("CreateUser", () => createUserContract(factory));
    describe("ListUsers", () => listUsersContract(factory));
    describe("UpdateUser", () => updateUserContract(factory));
    describe("DeleteUser", () => deleteUserContract(factory));
    describe("WatchUserUpdates", () => watchUserUpdatesContract(factory));
    describe("WatchUsers", () => watchUsersContract(factory));
    describe("WatchUsers of existing users", () => watchExistingUsersContract(factory));
    describe("a resume token of WatchUsers", () => watchUsersTokensContract(factory));
    describe("a watch", () => watchHistoryContract(factory));
    describe("BatchCreateUsers", () => batchCreateUsersContract(factory));
    describe("SyncUsers", () => syncUsersContract(factory));
    describe("VerifyPassword", () => verifyPasswordContract(factory));
    describe("an email", () => emailsContract(factory));
    describe("an error", () => errorsContract(factory));
  });
}
