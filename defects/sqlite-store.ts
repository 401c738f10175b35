import type { Defect } from "./defect.ts";

const source = "packages/store-sqlite/src";
const suite = "contract, SQLite";

/** Mistakes in the SQLite store. */
export const sqliteStoreDefects: readonly Defect[] = [
  {
    name: "SQLite: a change of an older revision overwrites a newer one",
    file: `${source}/replace-user.ts`,
    find: "password_hash = iif(?, ?, password_hash)\n  WHERE id = ? AND revision = ?",
    replace: "password_hash = iif(?, ?, password_hash)\n  WHERE id = ? AND revision >= ?",
    suite,
    promise: "changes nothing if the revision no longer holds",
  },
  {
    name: "SQLite: a change is committed before its events",
    file: `${source}/replace-user.ts`,
    find: "  for (const [i, update] of updates.entries()) {",
    replace: `  tx.connection.command("COMMIT").run();
  tx.connection.command("BEGIN IMMEDIATE").run();
  for (const [i, update] of updates.entries()) {`,
    suite: "commits, SQLite",
    promise: "commits writes of every kind together, in their order",
  },
  {
    name: "SQLite: the counters are written after the commit",
    file: `${source}/transaction.ts`,
    find: `    // SQLite writes no page whose content stays the same.
    writeCounters(connection, counters);
    connection.command("COMMIT").run();
`,
    replace: `    connection.command("COMMIT").run();
    writeCounters(connection, counters);
`,
    suite: "commits, SQLite",
    promise: "commits the inserts that wait at the same time together",
  },
  {
    name: "SQLite: deleted users are counted",
    file: `${source}/remove-user.ts`,
    find: "  tx.counters.users -= 1;\n",
    replace: "",
    suite,
    promise: "counts a deleted user no more, and a changed one once",
  },
  {
    name: "SQLite: a request id is remembered though its email is taken",
    file: `${source}/insert-users.ts`,
    find: `  if (!insertRow(tx, user, entry)) return { kind: "email_taken" };
  tx.counters.lastUserId = user.id;
  if (requestId !== undefined) rememberRequest(tx, requestId, user, passwordHash);
`,
    replace: `  if (requestId !== undefined) rememberRequest(tx, requestId, user, passwordHash);
  if (!insertRow(tx, user, entry)) return { kind: "email_taken" };
  tx.counters.lastUserId = user.id;
`,
    suite,
    promise: "remembers nothing of an entry that created nothing",
  },
  {
    name: "SQLite: pruning goes on to the last old event, and forgets newer ones before it",
    file: `${source}/prune.ts`,
    find: "SELECT coalesce(min(iif(at >= ?, seq, NULL)) - 1, max(seq))",
    replace: "SELECT max(iif(at < ?, seq, NULL))",
    suite,
    promise: "forgets only from the log's beginning",
  },
  {
    name: "SQLite: pruning stops after one chunk",
    file: `${source}/prune.ts`,
    find: "return end - prunedSeq === chunkRows;",
    replace: "return end - prunedSeq > chunkRows;",
    suite,
    promise: "forgets thousands of events",
  },
  {
    name: "SQLite: events are served from a position that was pruned",
    file: `${source}/events.ts`,
    find: '  if (position < prunedSeq) return { kind: "expired" };\n',
    replace: "",
    suite,
    promise: "forgets events that happened before the time",
  },
  {
    name: "SQLite: a watch starts one revision late",
    file: `${source}/user-updates.ts`,
    find: "kind > 0 AND revision >= ? ORDER BY",
    replace: "kind > 0 AND revision > ? ORDER BY",
    suite,
    promise: "gives the updates after a revision, in order, without gaps",
  },
  {
    name: "SQLite: an id without a user leaves no gap among the answers",
    file: `${source}/users.ts`,
    find: "return ids.map((id) => found.get(id));",
    replace: "return [...found.values()];",
    suite,
    promise: "gives undefined for the missing",
  },
  {
    name: "SQLite: a write is acknowledged before its commit",
    file: `${source}/commit-queue.ts`,
    find: "            result = () => value;\n",
    replace: "            result = () => value;\n            resolve(value);\n",
    suite: "faults, SQLite",
    promise: "fails every write of a commit that fails, with nothing half-written",
  },
  {
    name: "SQLite: hints are for the commits of this process only",
    file: `${source}/data-version.ts`,
    find: "    seen = version;\n    notify();\n",
    replace: "    seen = version;\n",
    suite,
    promise: "calls back after a commit of another store on the same data",
  },
  {
    name: "SQLite: a change is committed before its events, if it has any",
    file: `${source}/replace-user.ts`,
    find: "  for (const [i, update] of updates.entries()) {",
    replace: `  if (updates.length > 0) {
    tx.connection.command("COMMIT").run();
    tx.connection.command("BEGIN IMMEDIATE").run();
  }
  for (const [i, update] of updates.entries()) {`,
    suite: "commits, SQLite",
    promise: "commits writes of every kind together, in their order",
  },
];
