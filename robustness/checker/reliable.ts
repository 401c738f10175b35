import { describeMessage, describeRow } from "./describe.ts";
import type { Chain, Message, WatchHistory } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";
import { isChange, type Known, stepsOf } from "./steps.ts";
import type { Validator } from "./validator.ts";

/**
 * No event missing between the first and the last one seen, each as the log has it; and who
 * followed to the end has every user as the database has it.
 */
export const reliable: Validator = {
  promise: "reliable",
  *ofWatch(watch, run) {
    if (!watch.hasReachedEnd) yield `${watch.name}: never reached the end of the log`;
    for (const chain of watch.chains) yield* ofChain(chain, watch, run);
  },
};

function* ofChain(chain: Chain, { name }: WatchHistory, run: RunIndex): Generator<string> {
  const known: Known = new Map();
  for (const { stream, message, isSeam, index, missing } of stepsOf(chain, run, known)) {
    if (isChange(message) && !isAsLogged(message, index, run)) {
      yield `${stream.name}: ${describeMessage(message)} is not what the log has`;
    }
    // What is missing where a stream goes on is of another promise.
    if (isSeam || missing.length === 0) continue;
    const [first = 0] = missing;
    yield `${stream.name}: ${missing.length} missing before ${describeMessage(message)}, first ${describeRow(run, first)}`;
  }
  if (chain.isComplete) yield* unlikeTheEnd(chain, name, run, known);
}

function isAsLogged({ event }: Message, index: number | undefined, run: RunIndex): boolean {
  const row = index === undefined ? undefined : run.log[index];
  if (row === undefined) return false;
  if (event.is === "deleted") return row.kind === "deleted";
  if (event.is === "created") return isSame(event.user, row.user);
  if (event.is !== "updated") return true;
  const { field, oldValue, newValue } = event;
  return isSame({ field, oldValue, newValue }, pick(row));
}

function pick({ field, oldValue, newValue }: RunIndex["log"][number]) {
  return { field, oldValue, newValue };
}

function isSame(a: object, b: object | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b ?? {}));
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function* unlikeTheEnd(
  { streams: [first] }: Chain,
  name: string,
  run: RunIndex,
  known: Known,
): Generator<string> {
  if (first === undefined) return;
  if (first.whom !== "everybody") {
    const told = known.get(first.whom) ?? Number(first.after);
    const last = run.lastRevisionOf(first.whom);
    if (told !== last) yield `${name}: ends at revision ${told} of user ${first.whom}, not ${last}`;
  } else if (first.includeExisting) {
    const untold = run.users.filter(({ id, revision }) => known.get(id) !== revision);
    for (const { id, revision } of untold.slice(0, 3)) {
      yield `${name}: ends with revision ${known.get(id)} of user ${id}, not ${revision}; so with ${untold.length} users`;
    }
    const present = new Set(run.users.map(({ id }) => id));
    for (const [id, revision] of known) {
      if (!present.has(id) && run.lastRevisionOf(id) !== revision)
        yield `${name}: never learns that user ${id} is deleted`;
    }
  }
}
