import { describeMessage, describeRow } from "./describe.ts";
import type { Chain } from "./run-history.ts";
import type { RunIndex } from "./run-index.ts";
import { stepsOf } from "./steps.ts";
import type { Validator } from "./validator.ts";

/** What a position that was received can never be. */
const impossible = new Set(["RESUME_POINT_AHEAD", "RESUME_TOKEN_FOREIGN", "INVALID_REQUEST"]);

/** From any position received, on any instance, after any crash, without gap or repetition. */
export const resumable: Validator = {
  promise: "resumable",
  *ofWatch({ chains }, run) {
    for (const chain of chains) {
      yield* refusals(chain);
      yield* badSeams(chain, run);
    }
  },
};

function* refusals({ streams }: Chain): Generator<string> {
  for (const { name, after, end } of streams) {
    if (end === undefined || !impossible.has(end.reason)) continue;
    yield `${name}: ${end.code} ${end.reason} for ${after || "no position"}: ${end.message}`;
  }
}

function* badSeams(chain: Chain, run: RunIndex): Generator<string> {
  const existing = new Map<number, string>();
  for (const { stream, message, isSeam, index, previous, missing } of stepsOf(chain, run)) {
    const { event } = message;
    if (event.is === "existing") {
      const { id } = event.user;
      const told = existing.get(id);
      // Twice in one stream is another promise.
      if (told !== undefined && told !== stream.name)
        yield `${stream.name}: existing user ${id} again`;
      existing.set(id, stream.name);
    }
    if (!isSeam) continue;
    if (index !== undefined && previous !== undefined && index <= previous) {
      yield `${stream.name}: goes on with ${describeMessage(message)}, which was told before`;
    }
    const [first] = missing.filter((i) => run.log[i]?.isPruned !== true);
    if (first === undefined) continue;
    yield `${stream.name}: goes on with ${describeMessage(message)} and passes over ${describeRow(run, first)}`;
  }
}
