import type { Row } from "./row.ts";
import { batchCreate, batchCreateGrpcJs } from "./rows/batch-create.ts";
import { createDurable } from "./rows/create-durable.ts";
import { deepPages } from "./rows/deep-pages.ts";
import { getUserRows } from "./rows/get-user.ts";
import { getUserInProcess } from "./rows/get-user-in-process.ts";
import { heldWatches } from "./rows/held-watches.ts";
import { importCommand } from "./rows/import-command.ts";
import { listUsersRows } from "./rows/list-users.ts";
import { postgresRows } from "./rows/postgres.ts";
import { startBuilt, startSources } from "./rows/start.ts";
import { startWorker } from "./rows/start-worker.ts";
import { syncUsersRows } from "./rows/sync-users.ts";
import { watchers } from "./rows/watchers.ts";

/** Every row, in the order of the table. */
export const rows: readonly Row[] = [
  ...getUserRows,
  ...listUsersRows,
  ...syncUsersRows,
  getUserInProcess,
  batchCreate,
  batchCreateGrpcJs,
  importCommand,
  createDurable,
  deepPages,
  ...postgresRows,
  watchers,
  heldWatches,
  startBuilt,
  startSources,
  startWorker,
];
