import fc from "fast-check";
import { describe } from "vitest";
import type { ServiceFactory } from "../service-contract/context.ts";
import { batchCreateUsers } from "./batch-create-users.ts";
import { createUser } from "./create-user.ts";
import { deleteUser } from "./delete-user.ts";
import { followTokens } from "./follow-tokens.ts";
import { getUser } from "./get-user.ts";
import { getUserByEmail } from "./get-user-by-email.ts";
import { listUsers, listUsersOn } from "./list-users.ts";
import { modelIt, type ServiceModelOptions } from "./model-it.ts";
import { prune } from "./prune.ts";
import { replay } from "./replay.ts";
import { runModel } from "./run-model.ts";
import { setClock } from "./set-clock.ts";
import { syncUsers } from "./sync-users.ts";
import { updateUser } from "./update-user.ts";
import { cancelWatch, readWatch, watchUserUpdates } from "./watch-user-updates.ts";
import { cancelUsersWatch, readUsersWatch, watchUsers } from "./watch-users.ts";

export type { ServiceModelOptions } from "./model-it.ts";

/**
 * The user service against a plain map, as a test for vitest, over any client
 * and any store: sequences of calls, each answer compared with the map's, and
 * at the end everything that can be read.
 *
 * A failure prints the shortest sequence that fails, and the variables that
 * run it again: `MODEL_SEED`, `MODEL_PATH` and `MODEL_REPLAY` (name the test
 * with `-t`). `MODEL_RUNS` tries more sequences. It prunes,
 * unless the store lacks it; its clock goes forth and back; a message of a
 * stream may take three seconds. The last command of a sequence
 * always stays in it: what fails may be the reading at the end.
 *
 * Where a stream's headers wait for its first message, nobody knows when a
 * watch has begun: there only the watches of deleted users are compared.
 *
 * @example
 * userServiceModel("over my transport", { serve, createStore });
 */
export function userServiceModel(
  name: string,
  factory: ServiceFactory,
  options: ServiceModelOptions = {},
): void {
  const create = { weight: 3, arbitrary: createUser() };
  const update = { weight: 3, arbitrary: updateUser() };
  const writes = fc.oneof(create, update, { weight: 1, arbitrary: deleteUser() });
  // What is listed twice comes twice as often.
  const commands = [
    writes,
    writes,
    writes,
    writes,
    writes,
    batchCreateUsers(),
    replay(),
    replay(),
    getUser(),
    getUserByEmail(),
    listUsers(),
    listUsersOn(),
    listUsersOn(),
    followTokens(writes),
    syncUsers(writes),
    watchUserUpdates(),
    readWatch(),
    cancelWatch(),
    watchUsers(),
    watchUsers(),
    readUsersWatch(),
    cancelUsersWatch(),
    ...(factory.storeLacks?.pruning === undefined ? [prune()] : []),
    setClock(),
  ];
  describe(`model of the user service: ${name}`, () => {
    modelIt(
      "answers as a plain map would, whatever is called in whatever order",
      commands,
      (each) => runModel(factory, each),
      options,
    );
  });
}
