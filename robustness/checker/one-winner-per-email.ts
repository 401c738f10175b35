import type { UserState } from "../history/records.ts";
import { loggedWrites } from "./logged-writes.ts";
import { stepUser } from "./run-index.ts";
import type { Validator } from "./validator.ts";

/** At no time have two users one email, in any spelling. */
export const oneWinnerPerEmail: Validator = {
  promise: "one winner per email",
  *ofRun(run) {
    const holders = new Map<string, number>();
    for (const { id, rows, before } of loggedWrites(run.log)) {
      let after: UserState | undefined = before;
      for (const row of rows) after = stepUser(after, row);
      if (before && holders.get(keyOf(before)) === before.id) holders.delete(keyOf(before));
      if (after === undefined) continue;
      const holder = holders.get(keyOf(after));
      if (holder !== undefined)
        yield `write ${id} gives user ${after.id} the email of user ${holder}: ${after.email}`;
      holders.set(keyOf(after), after.id);
    }
    const atTheEnd = new Map<string, number>();
    for (const user of run.users) {
      const holder = atTheEnd.get(keyOf(user));
      if (holder !== undefined) yield `users ${holder} and ${user.id} both have ${user.email}`;
      atTheEnd.set(keyOf(user), user.id);
    }
  },
};

/** Emails of a run are in ASCII: their canonical key is no more than this. */
function keyOf({ email }: UserState): string {
  return email.toLowerCase();
}
