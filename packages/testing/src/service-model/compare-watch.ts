import type { ServiceUnderTest } from "./command.ts";
import {
  type Failure,
  invalidFields,
  resumePointAhead,
  resumePointExpired,
  userNotFound,
} from "./failures.ts";
import { keptUpdates, type Model, type ModelWatch } from "./model.ts";
import { expectOutcome } from "./outcome.ts";
import { openWatch } from "./watch-stream.ts";

/** What a watch is asked for. */
export interface WatchRequest {
  readonly userId: number;
  readonly afterRevision?: bigint;
}

/** Begins a watch, and compares how it begins; of a deleted user, everything until it ends. */
export async function compareWatch(
  model: Model,
  service: ServiceUnderTest,
  request: WatchRequest,
): Promise<void> {
  const { userId, afterRevision = model.users.get(userId)?.revision ?? 0n } = request;
  const refusal = refusalOf(model, request);
  const isLive = refusal === undefined && model.users.has(userId);
  // Without them nobody knows when a watch has begun.
  if (isLive && service.lacks.includes("early headers")) return;
  const stream = openWatch(`watch of user ${userId}`, (options) =>
    service.users.watchUserUpdates(request, options),
  );
  if (refusal !== undefined) return expectOutcome(await stream.next(), refusal);
  const opening = await stream.opened();
  if ("error" in opening) expectOutcome(opening, { value: "a watch" });
  const watch = { userId, position: afterRevision };
  model.watches.push(watch);
  service.streams.set(watch, stream);
  if (!isLive) await catchUp(model, service, watch);
}

/** Reads what a watch should have shown by now, and compares. */
export async function catchUp(model: Model, service: ServiceUnderTest, watch: ModelWatch) {
  const stream = service.streams.get(watch);
  for (const update of keptUpdates(model, watch.userId)) {
    if (stream === undefined || update.revision <= watch.position) continue;
    expectOutcome(await stream.next(), { value: { done: false, value: update } });
    watch.position = update.revision;
  }
  if (stream === undefined || model.users.has(watch.userId)) return stream;
  expectOutcome(await stream.next(), { value: { done: true, value: undefined } });
  forget(model, service, watch);
  return stream;
}

/** Takes a watch that is over off the list. */
export function forget({ watches }: Model, { streams }: ServiceUnderTest, watch: ModelWatch): void {
  streams.delete(watch);
  watches.splice(watches.indexOf(watch), 1);
}

/** How a watch is refused; `undefined` if it is not. */
function refusalOf(
  model: Model,
  { userId, afterRevision }: WatchRequest,
): { readonly error: Failure } | undefined {
  if (userId <= 0) return invalidFields("user_id");
  if (afterRevision !== undefined && afterRevision < 0n) return invalidFields("after_revision");
  const kept = keptUpdates(model, userId);
  const current = model.users.get(userId)?.revision;
  if (afterRevision === undefined) return current === undefined ? userNotFound(userId) : undefined;
  const last = current ?? kept.at(-1)?.revision;
  if (last === undefined) return userNotFound(userId);
  if (afterRevision > last) return resumePointAhead(last);
  // Of revisions 1, which is the creation, to the last, all that follow must be kept.
  const wanted = last - (afterRevision < 1n ? 1n : afterRevision);
  const there = kept.filter(({ revision }) => revision > afterRevision).length;
  return BigInt(there) < wanted ? resumePointExpired() : undefined;
}
