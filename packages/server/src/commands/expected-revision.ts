import { UsageError } from "../usage-error.ts";
import type { Flags, FlagValues } from "./command.ts";

/** The flag of what changes a user only as it was seen. */
export const revisionFlag = {
  "expected-revision": { value: "N", text: "fail if the user is no longer at this revision" },
} as const satisfies Flags;

/** The revision that a user must be at, if any. @throws UsageError */
export function revisionOf(flags: FlagValues<typeof revisionFlag>): {
  readonly expectedRevision?: bigint;
} {
  const text = flags["expected-revision"];
  return text === undefined ? {} : { expectedRevision: revision("expected-revision", text) };
}

/** A revision as it is typed. @throws UsageError */
export function revision(name: string, text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new UsageError(`--${name} must be a revision, as 3, not ${text}`);
}
