import type { Defect } from "./defect.ts";

const handlers = "packages/core/src/users/handlers";
const suite = "contract, in process";

/** Mistakes in what the streaming RPCs do. */
export const streamDefects: readonly Defect[] = [
  {
    name: "The index of a failure of BatchCreateUsers counts from 1",
    file: `${handlers}/batch-create-users.ts`,
    find: "failureOf(total + failed, request, result)",
    replace: "failureOf(total + failed + 1, request, result)",
    suite,
    promise: "makes a failure of each bad entry and stops nothing else",
  },
  {
    name: "BatchCreateUsers keeps every failure, however many there are",
    file: `${handlers}/batch-create-users.ts`,
    find: "if (failed < echoed) failures.push(",
    replace: "failures.push(",
    suite,
    promise: "counts all and repeats the first 1,000 created and failed",
  },
  {
    name: "BatchCreateUsers stops at the first bad entry",
    file: `${handlers}/batch-create-users.ts`,
    find: "chunk.map((request) => checked(request, deps))",
    replace: "chunk.map((request) => checkCreateUserRequest(request, deps.hasher))",
    suite,
    promise: "makes a failure of each bad entry and stops nothing else",
  },
  {
    name: "BatchCreateUsers forgets the entries after the last full chunk of passwords",
    file: `${handlers}/batch-create-users.ts`,
    find: "  if (chunk.length > 0) yield chunk;\n",
    replace: "",
    suite,
    promise: "creates users with passwords, more than one commit takes",
  },
  {
    name: "A watch subscribes after it has read its position",
    file: `${handlers}/watch-user-updates.ts`,
    find: `    const subscription = feed.subscribe(userId);
    try {
      let position = afterRevision ?? (await presentRevision(userId, call));
      let page = served(await store.userUpdates(userId, position, pageSize, call), userId);
      call.sendHeaders();
`,
    replace: `    let position = afterRevision ?? (await presentRevision(userId, call));
    let page = served(await store.userUpdates(userId, position, pageSize, call), userId);
    const subscription = feed.subscribe(userId);
    try {
      call.sendHeaders();
`,
    suite: "races",
    promise: "update and watch",
  },
  {
    name: "A watch starts one revision late",
    file: `${handlers}/watch-user-updates.ts`,
    find: "let position = afterRevision ?? (await presentRevision(userId, call));",
    replace: "let position = (afterRevision ?? (await presentRevision(userId, call)) - 1n) + 1n;",
    suite,
    promise: "shows every update after a revision, also of a user deleted since",
  },
  {
    name: "A watch waits for a change after each page of the log",
    file: `${handlers}/watch-user-updates.ts`,
    find: "if (page.updates.length < pageSize) await subscription.wait(call.signal);",
    replace: "await subscription.wait(call.signal);",
    suite,
    promise: "leads through a log of more than one page without gaps, then on to live updates",
  },
  {
    name: "The headers of a watch go out with its first update",
    file: `${handlers}/watch-user-updates.ts`,
    find: "      call.sendHeaders();\n",
    replace: "",
    suite,
    promise: "sends its headers before there is any update",
  },
  {
    name: "A watch does not end with the deletion of its user",
    file: `${handlers}/watch-user-updates.ts`,
    find: "        if (page.ended) return;\n",
    replace: "",
    suite,
    promise: "shows each update from now on in order, then deletion, then ends",
  },
  {
    name: "A watch from a position that is no longer kept is told that there is no such user",
    file: `${handlers}/watch-user-updates.ts`,
    find: 'if (result.kind === "expired" || watching) throw resumePointExpired();',
    replace: "if (watching) throw resumePointExpired();",
    suite,
    promise: "answers a revision older than the kept log with OUT_OF_RANGE",
  },
  {
    name: "A watcher that nobody waits for at the moment is not woken later",
    file: "packages/core/src/users/change-feed.ts",
    find: "    watcher.changed = true;\n",
    replace: "",
    suite: "unit, change feed",
    promise: "",
  },
  {
    name: "SyncUsers answers an id once, however often it is asked",
    file: `${handlers}/sync-users.ts`,
    find: "const ids = waiting.map(({ userId }) => userId);",
    replace: "const ids = [...new Set(waiting.map(({ userId }) => userId))];",
    suite,
    promise: "answers ids that wait already with one look-up",
  },
  {
    name: "SyncUsers answers in the order of the ids",
    file: `${handlers}/sync-users.ts`,
    find: "waiting.map(({ userId }) => userId)",
    replace: "waiting.map(({ userId }) => userId).sort((a, b) => a - b)",
    suite,
    promise: "answers ids that wait already with one look-up",
  },
];
