import type { ImportCount } from "./import-users.ts";
import { count } from "./progress.ts";

/**
 * What came of an import, in a line for people.
 *
 * @param told of the failures: the path of the file that has them all, or how many
 * standard error has at most.
 */
export function summaryOf(
  { imported, created, failed, emailTaken }: ImportCount,
  told: string | number,
): string {
  const parts =
    created === undefined
      ? [`${count(imported)} are there, new or from before (who may not list users is not told)`]
      : [`${count(created)} created`];
  if (created !== undefined && imported > created) {
    parts.push(`${count(imported - created)} already there`);
  }
  if (failed > 0) {
    const taken = `${count(emailTaken)} of them by the email of somebody who is there`;
    parts.push(`${count(failed)} failed${emailTaken > 0 ? ` (${taken})` : ""}`);
    if (typeof told === "string") parts.push(`see ${told}`);
  }
  const more = typeof told === "number" && failed > told ? "; --failures FILE for all of them" : "";
  return `${parts.join(", ")}${more}\n`;
}
