import fc from "fast-check";
import type { ModelPatch } from "./directory-model.ts";
import type { Race } from "./race.ts";
import { anyPatch } from "./update-update.ts";
import type { WatchPlan } from "./watcher.ts";

/** A user's life under watches: updates side by side, and its deletion once some of them are done. */
export interface WatchedLife {
  readonly patches: readonly ModelPatch[];
  /** How many of the updates end before the deletion begins. */
  readonly before: number;
}

/** Any life of a few updates. */
export const anyLife: fc.Arbitrary<WatchedLife> = fc.record({
  patches: fc.array(anyPatch, { minLength: 1, maxLength: 4 }),
  before: fc.nat({ max: 4 }),
});

/** From now on, or from a revision that may be reached or not. */
export const anyWatch: fc.Arbitrary<WatchPlan> = fc.record({
  afterRevision: fc.option(fc.bigInt({ min: 0n, max: 6n }), { nil: undefined, freq: 2 }),
  isSlow: fc.boolean(),
});

/** Lives a user's life to its end, whatever becomes of the updates. */
export async function live(race: Race, userId: number, life: WatchedLife): Promise<void> {
  const updates = life.patches.map((patch, i) => {
    const paths = Object.keys(patch).map((key) => (key === "isActive" ? "is_active" : key));
    // An empty mask would mean what is set.
    if (paths.length === 0) return race.pause("nothing");
    const request = { user: { id: userId, ...patch }, updateMask: { paths } };
    return race.begin(`update ${i}`, () => race.users.updateUser(request));
  });
  await Promise.all(updates.slice(0, life.before));
  const deletion = await race.begin("delete", () => race.users.deleteUser({ userId }));
  if (!deletion.outcome.ok) throw deletion.outcome.error;
  await Promise.all(updates);
}
