import type { ImportCount } from "./import-users.ts";
import { count } from "./progress.ts";

/**
 * What came of an import, in a line for people.
 *
 * @param failuresPath of the file of failures. Default: there is none.
 */
export function summaryOf(
  { imported, created, failed, emailTaken }: ImportCount,
  failuresPath?: string,
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
    if (failuresPath !== undefined) parts.push(`see ${failuresPath}`);
  }
  const more = failed > 0 && failuresPath === undefined ? "; --failures FILE for all of them" : "";
  return `${parts.join(", ")}${more}\n`;
}
