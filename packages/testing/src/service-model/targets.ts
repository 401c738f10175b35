import fc from "fast-check";
import type { Model } from "./model.ts";

/**
 * Whom a command is about: from 0 a position among the present users, below 0
 * one among all ids that were ever given, from the last, or an id that is
 * nobody's. A position stays one when commands before it are taken away, so
 * that a failure gets short.
 */
export type Target = number | "next" | "zero" | "negative" | "largest";

/** Somebody who is there, who was there, or who never will be. */
export function anyTarget(): fc.Arbitrary<Target> {
  return fc.oneof(
    { weight: 10, arbitrary: fc.nat({ max: 3 }) },
    { weight: 3, arbitrary: fc.integer({ min: -4, max: -1 }) },
    { weight: 1, arbitrary: fc.constantFrom("next", "zero", "negative", "largest") },
  );
}

/** The id of a target. */
export function idOf({ users, ids }: Model, target: Target): number {
  const last = ids.at(-1) ?? 0;
  if (typeof target === "string") {
    return { next: last + 1, zero: 0, negative: -1, largest: 2_147_483_647 }[target];
  }
  const among = target < 0 ? ids : [...users.keys()];
  return among.at(target % among.length) ?? last + 1;
}

/** Of the revision that a user is at: the right one, one that is past, one to come. */
export function anyExpectation(): fc.Arbitrary<bigint | undefined> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(undefined, 0n) },
    { weight: 1, arbitrary: fc.constantFrom(-1n, 1n) },
  );
}

/** What a request says of the expected revision. */
export function expectedRevision(
  { users }: Model,
  userId: number,
  expectation: bigint | undefined,
): { readonly expectedRevision?: bigint } {
  if (expectation === undefined) return {};
  return { expectedRevision: (users.get(userId)?.revision ?? 1n) + expectation };
}
