import type { WatchUsersResponse } from "@org/user-core";
import type { StoreOperation } from "../faulty-store/fault.ts";
import type { WalkedCall, Walker } from "./walked-call.ts";
import { changeAfter } from "./walked-streams.ts";

/** Far apart: only the first comes, at the end of the log. */
const heartbeatInterval = { seconds: 3_600n };

/** The feed asks for them too, and asks again by itself. */
const shares: readonly StoreOperation[] = ["head", "events"];

export const watchUsersCalls: readonly WalkedCall[] = [
  {
    name: "WatchUsers from now on",
    commits: 0,
    again: undefined,
    shares,
    run: async (walker) => {
      const { users, options } = walker;
      await seeMessages(walker, users.watchUsers({ heartbeatInterval }, options));
    },
  },
  {
    name: "WatchUsers with the existing users",
    commits: 0,
    again: undefined,
    shares,
    run: async (walker) => {
      const { users, options } = walker;
      const request = { includeExisting: true, heartbeatInterval };
      await seeMessages(walker, users.watchUsers(request, options));
    },
  },
  {
    name: "WatchUsers from a token amid the existing users",
    commits: 0,
    again: undefined,
    shares,
    run: async (walker) => {
      const { users, directly, ada, options } = walker;
      // Ada is told, Grace is to come; between the two, what changed of Ada.
      const resumeToken = await firstToken(directly);
      await changeAfter(ada.revision, walker);
      await seeMessages(walker, users.watchUsers({ resumeToken }, options));
    },
  },
];

async function firstToken(users: Walker["directly"]): Promise<string> {
  for await (const { resumeToken } of users.watchUsers({ includeExisting: true })) {
    return resumeToken;
  }
  throw new Error("the watch has ended");
}

/** Makes the next change when the last one has been seen, until Ada is deleted; of tokens others tell. */
async function seeMessages(
  walker: Walker,
  messages: AsyncIterable<WatchUsersResponse>,
): Promise<void> {
  let { revision } = walker.ada;
  for await (const { event } of messages) {
    walker.see(event);
    if (event.case === "deletedId") return;
    if (event.case === "existing") continue;
    if (event.case === "updated") ({ revision } = event.value);
    await changeAfter(revision, walker);
  }
}
