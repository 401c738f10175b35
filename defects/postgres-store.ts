import type { Defect } from "./defect.ts";

const source = "packages/store-postgres/src";

/** Mistakes in the store on PostgreSQL, and in how its log is followed. */
export const postgresStoreDefects: readonly Defect[] = [
  {
    name: "PostgreSQL: the log is shown as far as it is committed",
    file: `${source}/visible.ts`,
    find: '"pg_snapshot_xmin(pg_current_snapshot())"',
    replace: '"pg_snapshot_xmax(pg_current_snapshot())"',
    suite: "log, PostgreSQL",
    promise: "never skips a write that commits after a younger one",
  },
  {
    name: "PostgreSQL: a write is cancelled when its caller goes",
    file: `${source}/database.ts`,
    find: "const reader = isRead ? caller : undefined;",
    replace: "const reader = caller;",
    suite: "cancelled reads, PostgreSQL",
    promise: "goes on with a write whose caller goes",
  },
  {
    name: "PostgreSQL: a connection whose cancellation nobody has answered for is used again",
    file: `${source}/send.ts`,
    find: "client.release(!isUsable)",
    replace: "client.release(false)",
    suite: "cancellations that fail, PostgreSQL",
    promise: "drops a connection, once its statement has ended",
  },
  {
    name: "PostgreSQL: a hint that comes while the log is looked at is lost",
    file: `${source}/hints.ts`,
    find: "const nextMs = Math.min(askedMs, ",
    replace: "const nextMs = Math.max(0, ",
    suite: "hints, PostgreSQL",
    promise: "looks again soon after a commit that was told while it looked",
  },
  {
    name: "PostgreSQL: pruning forgets half of a write",
    file: `${source}/prune.ts`,
    find: "ROWS WITH TIES",
    replace: "ROWS ONLY",
    suite: "pruning, PostgreSQL",
    promise: "never forgets half of a write",
  },
  {
    name: "The one reader of the log waits for a silent connection as long as the store does",
    file: "packages/core/src/users/read-anew.ts",
    find: "for (const ms of patienceMs)",
    replace: "for (const ms of patienceMs.slice(4))",
    suite: "unit, reading anew",
    promise: "a read on which nobody answers is done anew",
  },
];
