import { UserService, watchUser, watchUsers } from "@org/user-core";
import { UsageError } from "../usage-error.ts";
import { defineCommand, type FlagValues } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { eventJson, eventLine, updateJson, updateLine } from "./event-text.ts";
import { revision } from "./expected-revision.ts";
import { jsonFlag } from "./json-flag.ts";
import { note, print } from "./output.ts";
import { resuming } from "./resuming.ts";
import { findUserId } from "./which-user.ts";

const flags = {
  "after-revision": { value: "N", text: "one user: what came after this revision first" },
  "resume-token": { value: "TOKEN", text: "all users: go on after it; --json prints them" },
  existing: { text: "all users: those who are there first" },
  ...jsonFlag,
  ...connectionFlags,
} as const;

/** `user-server watch`: changes of one user or of all, until it is interrupted. */
export const watchCommand = defineCommand({
  operands: "[id|email]",
  flags,
  details:
    "It fails if it can't begin. Once it watches it goes on by itself, where it was,\nwhenever the connection is lost; standard error has it all.",
  examples: [
    "user-server watch",
    "user-server watch 7 --after-revision 1",
    "user-server watch --json",
  ],
  async run(flags, which) {
    if (which === undefined) await watchAll(flags);
    else await watchOne(flags, which);
    return 0;
  },
});

async function watchAll(given: FlagValues<typeof flags>): Promise<void> {
  const resumeToken = given["resume-token"];
  if (given["after-revision"] !== undefined) {
    throw new UsageError("--after-revision needs a user; all users have --resume-token");
  }
  // From a file that was lost, as it may be: to begin now would skip what it stood for.
  if (resumeToken === "") throw new UsageError("--resume-token is empty");
  if (resumeToken !== undefined && given.existing) {
    throw new UsageError("--existing begins anew, --resume-token does not");
  }
  using users = connect(UserService, given);
  const from = { includeExisting: given.existing, ...(resumeToken && { resumeToken }) };
  let last = "";
  for await (const response of watchUsers(users, { ...resuming(given.address), ...from })) {
    last = response.resumeToken;
    await print(given.json ? eventJson(response) : eventLine(response));
  }
  if (!given.json && last !== "") note(`--resume-token ${last} goes on from here`);
}

async function watchOne(given: FlagValues<typeof flags>, which: string): Promise<void> {
  const after = given["after-revision"];
  if (given["resume-token"] !== undefined || given.existing) {
    throw new UsageError("--resume-token and --existing are for all users");
  }
  const from = after === undefined ? {} : { afterRevision: revision("after-revision", after) };
  using users = connect(UserService, given);
  const userId = await findUserId(users, which);
  const options = { ...resuming(given.address, { settleMs: 200 }), ...from };
  for await (const update of watchUser(users, userId, options)) {
    await print(given.json ? updateJson(update) : updateLine(update));
  }
}
