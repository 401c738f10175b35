import type { Database } from "./database.ts";
import { countSlots } from "./migrations/index.ts";
import { numberOf } from "./rows.ts";
import { statement } from "./statement.ts";

const sum = statement("count", (s) => `SELECT sum(users)::bigint AS users FROM ${s}.counts`);

/** How many users there are. */
export async function countUsers(database: Database): Promise<number> {
  const [row] = await database.read(sum);
  return numberOf(row?.users);
}

/**
 * Counts users, as a part of a statement. It waits for whoever counts in the
 * same slot, so it must come last: `change` has to be of all that may wait.
 */
export function countedBy(s: string, slot: string, change: string): string {
  return `
    UPDATE ${s}.counts AS c SET users = c.users + d.users
    FROM (SELECT ${change} AS users) AS d
    WHERE c.slot = ${slot}::integer AND d.users <> 0`;
}

/** Where a write counts. */
export function anyCountSlot(): number {
  return Math.floor(Math.random() * countSlots);
}
