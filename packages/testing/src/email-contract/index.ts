import type { Client, UserService } from "@org/user-core";
import { expect, it } from "vitest";
import { failureOf, streamOf } from "../streams.ts";
import { mailboxes, refusedEmails } from "./vectors.ts";

const spellings = Object.values(mailboxes);

/**
 * One user for one mailbox, by vectors that were made without this code: as
 * tests for vitest, on any runtime. The service must have none of their users.
 *
 * @example
 * emailContract(() => users);
 */
export function emailContract(getUsers: () => Client<typeof UserService>): void {
  it(`has one user for each of ${spellings.length} mailboxes, whatever their spellings, all created at once`, async () => {
    const users = getUsers();
    const all = spellings.flat().map((email) => ({ email, name: "Ada" }));
    // Each of two streams has every spelling: one from the front, one from the back.
    const answers = await Promise.all([
      users.batchCreateUsers(streamOf(...all)),
      users.batchCreateUsers(streamOf(...all.toReversed())),
    ]);
    const [one, other] = answers.map(({ total }) => total);
    expect((one ?? 0) + (other ?? 0)).toBe(spellings.length);
    const failures = answers.flatMap((answer) => answer.failures);
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(["EMAIL_TAKEN"]));

    const ids = new Set<number>();
    for (const each of spellings) {
      const found = await Promise.all(each.map((email) => users.getUserByEmail({ email })));
      const [id = 0, ...others] = new Set(found.map((user) => user.id));
      expect(others, `users of ${each.join(", ")}`).toEqual([]);
      ids.add(id);
    }
    expect(ids.size).toBe(spellings.length);
  });

  it("refuses what is no email, also one that looks like another's", async () => {
    const users = getUsers();
    for (const email of refusedEmails) {
      const failure = await failureOf(users.createUser({ email, name: "Ada" }));
      expect(failure, JSON.stringify(email)).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });
}
