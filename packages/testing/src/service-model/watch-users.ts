import fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { catchUpUsers, compareChangedToken, compareUsersWatch } from "./compare-users-watch.ts";
import { cancelled } from "./failures.ts";
import type { Model, ModelUsersWatch } from "./model.ts";
import { expectOutcome } from "./outcome.ts";

/** Where a watch begins: with one of the tokens so far, counted from the last; or without. */
type Start = number | "now" | "existing" | "changed token";

/** WatchUsers, from now on, with the existing users, or from any token so far. It stays open. */
export function watchUsers(): fc.Arbitrary<ModelCommand> {
  const start: fc.Arbitrary<Start> = fc.oneof(
    { weight: 2, arbitrary: fc.constant("now" as const) },
    { weight: 3, arbitrary: fc.constant("existing" as const) },
    { weight: 5, arbitrary: fc.nat({ max: 5 }) },
    { weight: 5, arbitrary: fc.nat({ max: 200 }) },
    { weight: 1, arbitrary: fc.constant("changed token" as const) },
  );
  return start.map((from) =>
    command({
      name: "WatchUsers",
      arguments: from,
      check: ({ resumeTokens }) => isWithoutToken(from) || resumeTokens.length > 0,
      run: begin,
    }),
  );
}

function isWithoutToken(from: Start): boolean {
  return from === "now" || from === "existing";
}

async function begin(model: Model, service: ServiceUnderTest, from: Start): Promise<void> {
  if (from === "now" || from === "existing") return compareUsersWatch(model, service, from);
  const { resumeTokens } = model;
  const back = from === "changed token" ? 0 : from % resumeTokens.length;
  const given = resumeTokens.at(-1 - back);
  if (given === undefined) return;
  if (from !== "changed token") return compareUsersWatch(model, service, given);
  const swap = (at: number) => {
    const other = given.token.at(at) === "A" ? "B" : "A";
    return given.token.slice(0, at) + other + given.token.slice(at + 1);
  };
  // First comes the mark of the store.
  await compareChangedToken(service, swap(0), false);
  await compareChangedToken(service, swap(given.token.length >> 1), true);
}

/** Reads what one of the open watches of all users should have shown by now. */
export function readUsersWatch(): fc.Arbitrary<ModelCommand> {
  return onWatch("ReadUsersWatch", catchUpUsers);
}

/** Cancels one of the open watches of all users. */
export function cancelUsersWatch(): fc.Arbitrary<ModelCommand> {
  return onWatch("CancelUsersWatch", async (model, service, watch) => {
    await catchUpUsers(model, service, watch);
    const stream = service.usersStreams.get(watch);
    stream?.cancel();
    if (stream) expectOutcome(await stream.next(), cancelled());
    service.usersStreams.delete(watch);
    model.usersWatches.splice(model.usersWatches.indexOf(watch), 1);
  });
}

function onWatch(
  name: string,
  run: (model: Model, service: ServiceUnderTest, watch: ModelUsersWatch) => Promise<unknown>,
): fc.Arbitrary<ModelCommand> {
  return fc.nat({ max: 3 }).map((index) =>
    command({
      name,
      arguments: index,
      check: ({ usersWatches }) => usersWatches.length > 0,
      async run(model, service) {
        const watch = model.usersWatches[index % model.usersWatches.length];
        if (watch) await run(model, service, watch);
      },
    }),
  );
}
