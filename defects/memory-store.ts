import type { Defect } from "./defect.ts";

const store = "packages/core/src/users/memory-store.ts";
const log = "packages/core/src/users/memory-log.ts";
const suite = "contract, memory store";

/** Mistakes in the memory store. */
export const memoryStoreDefects: readonly Defect[] = [
  {
    name: "The memory store replaces a user whatever the revision",
    file: store,
    find: 'if (row?.user.revision !== change.expectedRevision) return "revision_mismatch";',
    replace: 'if (row === undefined) return "revision_mismatch";',
    suite,
    promise: "changes nothing if the revision no longer holds",
  },
  {
    name: "The memory store counts deleted users",
    file: store,
    find: "count: whileOpen(() => rows.size),",
    replace: "count: whileOpen(() => lastId),",
    suite,
    promise: "counts a deleted user no more, and a changed one once",
  },
  {
    name: "The memory store gives the id of a deleted user again",
    file: store,
    find: "    lastId += 1;\n",
    replace: "    lastId = Math.max(0, ...rows.keys()) + 1;\n",
    suite,
    promise: "never gives an id again, also not of the last user",
  },
  {
    name: "The memory store does not free the email of a deleted user",
    file: store,
    find: "    ids.remove(userId);\n    idsByEmail.delete(row.emailKey);\n",
    replace: "    ids.remove(userId);\n",
    suite,
    promise: "frees the email of a deleted user",
  },
  {
    name: "The memory store frees a user's email when the next one is taken",
    file: store,
    find: `    if ((idsByEmail.get(emailKey) ?? next.id) !== next.id) return "email_taken";
    idsByEmail.delete(row.emailKey);
`,
    replace: `    idsByEmail.delete(row.emailKey);
    if ((idsByEmail.get(emailKey) ?? next.id) !== next.id) return "email_taken";
`,
    suite,
    promise: "changes nothing if the email is taken",
  },
  {
    name: "The memory store gives no hint after a change",
    file: store,
    find: '    hint();\n    return "applied";\n',
    replace: '    return "applied";\n',
    suite,
    promise: "calls back after an insert, a replace and a remove",
  },
  {
    name: "The memory store lists from the id itself, not after it",
    file: "packages/core/src/users/sorted-ids.ts",
    find: "if ((ids[middle] ?? 0) > id) high = middle;",
    replace: "if ((ids[middle] ?? 0) >= id) high = middle;",
    suite,
    promise: "lists by id, ascending, after an id",
  },
  {
    name: "The memory store prunes as many events as are old, wherever those are",
    file: log,
    find: `      const firstKept = entries.findIndex(({ at }) => at >= before);
      const count = firstKept === -1 ? entries.length : firstKept;
`,
    replace: "      const count = entries.filter(({ at }) => at < before).length;\n",
    suite,
    promise: "forgets only from the log's beginning",
  },
  {
    name: "The memory store calls a user unknown whose updates have expired",
    file: log,
    find: 'if (first === undefined || first.revision > next) return { kind: "expired" };',
    replace: 'if (first === undefined || first.revision > next) return { kind: "unknown" };',
    suite,
    promise: "says that a user's updates expired, and gives those that are kept",
  },
  {
    name: "The memory store says that a user has ended a page too early",
    file: log,
    find: "const ended = present === undefined && start + limit >= kept.length;",
    replace: "const ended = present === undefined;",
    suite,
    promise: "has not ended before the deletion is given",
  },
];
