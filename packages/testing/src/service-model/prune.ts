import fc from "fast-check";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { catchUpUsers, untilShown } from "./compare-users-watch.ts";
import { catchUp } from "./compare-watch.ts";
import type { Model } from "./model.ts";

/** Up to what is forgotten: one of what is kept, counted from the last; nothing; or everything. */
type Bound = number | "nothing" | "everything";

interface Prune {
  readonly events: Bound;
  readonly requestIds: Bound;
}

/** Forgets the older events and request ids, as time would. */
export function prune(): fc.Arbitrary<ModelCommand> {
  const bound = fc.oneof(
    { weight: 3, arbitrary: fc.nat({ max: 5 }) },
    { weight: 1, arbitrary: fc.constantFrom("nothing" as const, "everything" as const) },
  );
  return fc
    .record({ events: bound, requestIds: bound })
    .map((args) => command({ name: "Prune", arguments: args, run: pruneBoth }));
}

async function pruneBoth(
  model: Model,
  service: ServiceUnderTest,
  { events, requestIds }: Prune,
): Promise<void> {
  const { log, requests, watches, usersWatches } = model;
  // A watch that is behind might lose its position, or might not.
  for (const watch of [...watches]) await catchUp(model, service, watch);
  for (const watch of usersWatches) await catchUpUsers(model, service, watch);
  await untilShown(model, service);
  const eventsBefore = timeOf(events, log);
  const requestIdsBefore = timeOf(requestIds, [...requests.values()]);
  await service.store.prune({ eventsBefore, requestIdsBefore });
  // Only from the log's beginning, also where the clock went back.
  const kept = log.findIndex(({ at }) => at >= eventsBefore);
  log.splice(0, kept === -1 ? log.length : kept);
  for (const [requestId, { at }] of requests) {
    if (at < requestIdsBefore) requests.delete(requestId);
  }
}

/** The time of the bound, in Unix seconds: what happened then is kept. */
function timeOf(bound: Bound, kept: readonly { readonly at: bigint }[]): bigint {
  if (bound === "nothing") return 0n;
  const at = bound === "everything" ? undefined : kept.at(-1 - (bound % kept.length))?.at;
  return at ?? 2n ** 40n;
}
