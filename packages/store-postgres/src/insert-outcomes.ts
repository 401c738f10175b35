import type { InsertOutcome, NewUser, RememberedRequest } from "@org/user-core";
import type { Row } from "./options.ts";
import { numberOf, requestOf } from "./rows.ts";

/** What became of a batch. */
export interface InsertOutcomes {
  /** In the order of the entries. */
  readonly outcomes: InsertOutcome[];
  /** The request ids of entries whose email somebody took while the statement ran. */
  readonly overtaken: readonly string[];
}

/**
 * Reads the rows of an insert, one for each entry: `user_id` and what follows
 * are of a request that was known, `drawn_id` is of an entry that was to be
 * inserted, `id` of one that was.
 */
export function outcomesOf(entries: readonly NewUser[], rows: readonly Row[]): InsertOutcomes {
  const made = new Map<string, RememberedRequest>();
  const emailsLost = new Set<string>();
  const overtaken: string[] = [];

  function outcomeOf(entry: NewUser, row: Row): InsertOutcome {
    const { requestId, emailKey } = entry;
    if (row.user_id !== null) return { kind: "replayed", request: requestOf(row) };
    if (row.id !== null) {
      const user = { ...entry.user, id: numberOf(row.id) };
      const { id: userId, email, name } = user;
      const request = { userId, email, name, passwordHash: entry.passwordHash };
      if (requestId !== undefined) made.set(requestId, request);
      return { kind: "created", user };
    }
    const request = requestId === undefined ? undefined : made.get(requestId);
    if (request !== undefined) return { kind: "replayed", request };
    if (row.drawn_id !== null) emailsLost.add(emailKey);
    if (requestId !== undefined && emailsLost.has(emailKey)) overtaken.push(requestId);
    return { kind: "email_taken" };
  }

  const outcomes = entries.map((entry, i) => {
    const row = rows[i];
    if (row === undefined) throw new TypeError("An insert gives a row for each entry");
    return outcomeOf(entry, row);
  });
  return { outcomes, overtaken };
}
