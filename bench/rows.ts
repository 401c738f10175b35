import type { Row } from "./row.ts";
import { batchCreate } from "./rows/batch-create.ts";
import { createDurable } from "./rows/create-durable.ts";
import { deepPages } from "./rows/deep-pages.ts";
import { getUserGrpc } from "./rows/get-user-grpc.ts";
import { getUserInProcess } from "./rows/get-user-in-process.ts";
import { startBuilt, startSources } from "./rows/start.ts";
import { syncUsers } from "./rows/sync-users.ts";
import { watchers } from "./rows/watchers.ts";

/** Every row, in the order of the table. */
export const rows: readonly Row[] = [
  getUserGrpc,
  syncUsers,
  getUserInProcess,
  batchCreate,
  createDurable,
  deepPages,
  watchers,
  startBuilt,
  startSources,
];
