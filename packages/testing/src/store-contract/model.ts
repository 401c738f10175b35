import type { User, UserEvent, UserStore } from "@org/user-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type StoreFactory, withStore } from "./context.ts";
import { deletionOf, newUser, readLog, tryReplace } from "./samples.ts";

const email = fc.integer({ min: 0, max: 5 }).map((n) => `user${n}@example.com`);
const target = fc.nat({ max: 7 });
/** A write holds the revision as read, or one behind it. */
const isStale = fc.boolean();

const insert = fc.record({
  do: fc.constant("insert" as const),
  emails: fc.array(email, { maxLength: 4 }),
});
const replace = fc.record({
  do: fc.constant("replace" as const),
  target,
  email,
  name: fc.constantFrom("Ada", "Grace"),
  isStale,
});
const remove = fc.record({ do: fc.constant("remove" as const), target, isStale });
const write = fc.oneof(insert, replace, remove);
type Write = typeof write extends fc.Arbitrary<infer W> ? W : never;

/** Everything together, against a plain map. */
export function modelContract(factory: StoreFactory): void {
  it("leaves the users of a plain map, and a log that tells the same", async () => {
    const property = fc.asyncProperty(fc.array(write, { maxLength: 30 }), (writes) =>
      withStore(factory, async (store) => {
        const start = await store.head();
        const model = new Map<number, User>();
        for (const each of writes) await apply(store, model, each);
        const users = [...model.values()];
        expect(await store.list({ afterId: 0, limit: 100 })).toEqual(users);
        expect(await store.count()).toBe(users.length);
        for (const user of users) expect(await store.getByEmail(user.email)).toEqual(user);
        expect(replay(await readLog(store, start, 3))).toEqual(
          users.map(({ id, revision }) => [id, revision]),
        );
      }),
    );
    await fc.assert(property, { numRuns: 40 });
  });
}

async function apply(store: UserStore, model: Map<number, User>, each: Write): Promise<void> {
  if (each.do === "insert") return insertInto(store, model, each.emails);
  const user = [...model.values()][each.target];
  if (user === undefined) return;
  const asRead = each.isStale ? { ...user, revision: user.revision - 1n } : user;
  if (each.do === "remove") {
    const removed = await store.remove(user.id, asRead.revision, deletionOf(asRead));
    expect(removed).toBe(!each.isStale);
    if (removed) model.delete(user.id);
    return;
  }
  const steps = Number(each.email !== user.email) + Number(each.name !== user.name);
  if (steps === 0) return;
  const { email, name } = each;
  const next = { ...user, email, name, revision: user.revision + BigInt(steps) };
  const owner = [...model.values()].find((other) => other.email === email) ?? user;
  const taken = owner.id === user.id ? "applied" : "email_taken";
  expect(await tryReplace(store, asRead, next)).toBe(each.isStale ? "revision_mismatch" : taken);
  if (!each.isStale && taken === "applied") model.set(user.id, next);
}

async function insertInto(
  store: UserStore,
  model: Map<number, User>,
  emails: readonly string[],
): Promise<void> {
  const outcomes = await store.insert(emails.map((each) => newUser({ email: each, name: "New" })));
  expect(outcomes).toHaveLength(emails.length);
  for (const [i, outcome] of outcomes.entries()) {
    const isTaken = [...model.values()].some((user) => user.email === emails[i]);
    expect(outcome.kind).toBe(isTaken ? "email_taken" : "created");
    if (outcome.kind === "created") model.set(outcome.user.id, outcome.user);
  }
}

/** The ids and revisions that a log leads to. Fails if a user's revisions have a gap. */
function replay(events: readonly UserEvent[]): [id: number, revision: bigint][] {
  const revisions = new Map<number, bigint>();
  for (const event of events) {
    const revision = event.kind === "created" ? event.user.revision : event.update.revision;
    expect(revision).toBe((revisions.get(event.userId) ?? 0n) + 1n);
    if (event.kind === "deleted") revisions.delete(event.userId);
    else revisions.set(event.userId, revision);
  }
  return [...revisions];
}
