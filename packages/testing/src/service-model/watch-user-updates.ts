import fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { catchUp, compareWatch, forget, type WatchRequest } from "./compare-watch.ts";
import { cancelled } from "./failures.ts";
import { keptUpdates, type Model, type ModelWatch } from "./model.ts";
import { expectOutcome } from "./outcome.ts";
import { anyTarget, idOf } from "./targets.ts";

/** Where a watch begins: so many revisions ago, below 0 ahead; or it says nothing of where. */
type Start = number | "now" | "negative";

/** WatchUserUpdates, from now on or from a revision. It stays open until its user is deleted. */
export function watchUserUpdates(): fc.Arbitrary<ModelCommand> {
  const start = fc.oneof(
    { weight: 4, arbitrary: fc.constant("now" as const) },
    { weight: 8, arbitrary: fc.nat({ max: 5 }) },
    { weight: 2, arbitrary: fc.constantFrom(-1, "negative" as const) },
  );
  return fc.record({ target: anyTarget(), start }).map((args) =>
    command({
      name: "WatchUserUpdates",
      arguments: args,
      // Which of its two faults a request is refused for is open.
      check: (model, { target, start }) => idOf(model, target) > 0 || start !== "negative",
      run: (model, service, { target, start }) =>
        compareWatch(model, service, requestOf(model, idOf(model, target), start)),
    }),
  );
}

function requestOf(model: Model, userId: number, start: Start): WatchRequest {
  if (start === "now") return { userId };
  if (start === "negative") return { userId, afterRevision: -1n };
  const last = model.users.get(userId)?.revision ?? keptUpdates(model, userId).at(-1)?.revision;
  const afterRevision = (last ?? 1n) - BigInt(start);
  return { userId, afterRevision: afterRevision < 0n ? 0n : afterRevision };
}

/** Reads what one of the open watches should have shown by now. */
export function readWatch(): fc.Arbitrary<ModelCommand> {
  return onWatch("ReadWatch", catchUp);
}

/** Cancels one of the open watches. */
export function cancelWatch(): fc.Arbitrary<ModelCommand> {
  return onWatch("CancelWatch", async (model, service, watch) => {
    const stream = await catchUp(model, service, watch);
    if (!model.watches.includes(watch)) return;
    stream?.cancel();
    if (stream) expectOutcome(await stream.next(), cancelled());
    forget(model, service, watch);
  });
}

function onWatch(
  name: string,
  run: (model: Model, service: ServiceUnderTest, watch: ModelWatch) => Promise<unknown>,
): fc.Arbitrary<ModelCommand> {
  return fc.nat({ max: 3 }).map((index) =>
    command({
      name,
      arguments: index,
      check: ({ watches }) => watches.length > 0,
      async run(model, service) {
        const watch = model.watches[index % model.watches.length];
        if (watch) await run(model, service, watch);
      },
    }),
  );
}
