import { expect } from "vitest";
import type { ServiceUnderTest } from "./command.ts";
import { catchUp, compareWatch } from "./compare-watch.ts";
import { compareDeleteUser } from "./delete-user.ts";
import { compareAllPages } from "./follow-tokens.ts";
import { compareGetUser } from "./get-user.ts";
import { compareGetUserByEmail } from "./get-user-by-email.ts";
import { comparePage } from "./list-users.ts";
import { allSpellings } from "./mailboxes.ts";
import { keptUpdates, type Model } from "./model.ts";

/** How many calls are made at a time where their order does not matter. */
const callsAtOnce = 20;

/** Compares all that can be read: every page, every user by id and by email. */
export async function compareDirectory(model: Model, service: ServiceUnderTest): Promise<void> {
  // A crowd in three pages; everybody else in pages of two.
  await compareAllPages(model, service, { pageSize: model.users.size > 50 ? 40 : 2 });
  for (const pageSize of [0, 1_000]) await comparePage(model, service, { pageSize });
  await forEach(model.ids, (id) => compareGetUser(model, service, id));
  const emails = new Set([...allSpellings, ...[...model.users.values()].map(({ email }) => email)]);
  await forEach([...emails], (email) => compareGetUserByEmail(model, service, email));
}

/**
 * Deletes everybody, so that every watch and every log has an end, and
 * compares them to it, and what is left.
 */
export async function compareLogs(model: Model, service: ServiceUnderTest): Promise<void> {
  // One by one: the log of all has them in the order of their commits.
  for (const userId of [...model.users.keys()]) await compareDeleteUser(model, service, { userId });
  await forEach([...model.watches], (watch) => catchUp(model, service, watch));
  await forEach(model.ids, (userId) => compareLog(model, service, userId));
  await comparePage(model, service, {});
  expect(model.users.size, "users left").toBe(0);
}

/** Compares what is kept of a deleted user's log. */
async function compareLog(model: Model, service: ServiceUnderTest, userId: number): Promise<void> {
  await compareWatch(model, service, { userId, afterRevision: 0n });
  const [first] = keptUpdates(model, userId);
  // Else it was all kept, and is compared already.
  if (first === undefined || first.revision === 2n) return;
  await compareWatch(model, service, { userId, afterRevision: first.revision - 1n });
}

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += callsAtOnce) {
    await Promise.all(items.slice(i, i + callsAtOnce).map(work));
  }
}
