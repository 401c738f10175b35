import type { UserUpdate } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import type { Race } from "./race.ts";

/** How much of what has happened so far a prune forgets: all, or the older half. */
export type PrunePlan = "all" | "half";

/** Any prune. */
export const anyPrune: fc.Arbitrary<PrunePlan> = fc.constantFrom("all", "half");

/** Gives a user something to forget: three updates. */
export async function giveHistory({ directly }: Race, id: number): Promise<void> {
  for (const name of ["One", "Two", "Three"]) await directly.updateUser({ user: { id, name } });
}

/** Prunes events when the schedule says. Gives the latest of the times before which they are forgotten. */
export async function pruneAll(race: Race, plans: readonly PrunePlan[]): Promise<bigint> {
  const first = race.writes.created()[0]?.createdAt ?? 0n;
  const cutoffs = plans.map(async (plan) => {
    await race.pause(`prune ${plan}`);
    const now = race.nowSeconds() + 1n;
    const eventsBefore = plan === "all" ? now : (first + now) / 2n;
    await race.scheduledStore.prune({ eventsBefore, requestIdsBefore: 0n });
    return eventsBefore;
  });
  let latest = 0n;
  for (const each of await Promise.all(cutoffs)) if (each > latest) latest = each;
  return latest;
}

/** Fails unless what is kept of a user's log is its end, and has all that is not older than the time. */
export function expectKept(
  kept: readonly UserUpdate[],
  log: readonly UserUpdate[],
  eventsBefore: bigint,
): void {
  expect(kept, "the end of the log").toEqual(kept.length === 0 ? [] : log.slice(-kept.length));
  const firstYoung = log.findIndex(({ timestamp }) => timestamp >= eventsBefore);
  const young = firstYoung === -1 ? 0 : log.length - firstYoung;
  expect(kept.length, "nothing young is forgotten").toBeGreaterThanOrEqual(young);
}
