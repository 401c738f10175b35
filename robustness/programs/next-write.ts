import type { FieldValues, NewUserEntry, Write } from "../history/records.ts";
import type { Random } from "../random.ts";
import type { Target, Targets } from "./targets.ts";

/** How many emails the writers fight for. */
const contestedEmails = 24;

/** What {@link nextWrite} decides from. */
export interface WriteChoice {
  readonly random: Random;
  readonly targets: Targets;
  /** Of this write alone. */
  readonly name: string;
}

/** The next write of a writer. */
export function nextWrite(choice: WriteChoice): Write {
  const { random, targets, name } = choice;
  const [shared, own] = [targets.shared(), targets.own()];
  const kind = random.next();
  if (kind < 0.3 || own.length === 0)
    return { op: "create", entries: [entry(choice, 0)], isBatch: false };
  if (kind < 0.35) {
    const entries = Array.from({ length: random.between(2, 12) }, (_, i) => entry(choice, i));
    return { op: "create", entries, isBatch: true };
  }
  if (kind < 0.5) {
    const target = random.pick(own);
    return { op: "delete", userId: target.id, ...expectation(random, target) };
  }
  const target = random.pick(kind < 0.75 ? shared : own);
  const fields = newValues(random, name);
  return { op: "update", userId: target.id, fields, ...expectation(random, target) };
}

/** Another update of the same user, from the same revision: of two at a time one must not undo the other. */
export function rivalOf(write: Extract<Write, { op: "update" }>, name: string): Write {
  return { ...write, fields: { name } };
}

function entry({ random, name }: WriteChoice, n: number): NewUserEntry {
  const own = `${name}-${n}`;
  return { requestId: random.uuid(), email: email(random, own), name: own };
}

/** Of this write alone, or one that others want too, in any spelling. */
function email(random: Random, own: string): string {
  if (random.chance(0.6)) return `${own}@example.com`;
  const contested = `contested${random.between(1, contestedEmails)}@example.com`;
  return random.chance(0.5) ? contested : contested.replace("c", "C");
}

/** One to three fields. */
function newValues(random: Random, name: string): FieldValues {
  const fields: FieldValues = {
    ...(random.chance(0.7) && { name }),
    ...(random.chance(0.4) && { email: email(random, name) }),
    ...(random.chance(0.4) && { isActive: random.chance(0.5) }),
  };
  return Object.keys(fields).length > 0 ? fields : { name };
}

/** Half of the writes that can, name the revision that they expect. */
function expectation(random: Random, { revision }: Target): { readonly expectedRevision?: number } {
  return revision !== undefined && random.chance(0.5) ? { expectedRevision: revision } : {};
}
