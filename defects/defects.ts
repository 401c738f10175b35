import { authenticationDefects } from "./authentication.ts";
import { callDefects } from "./calls.ts";
import { connectDefects } from "./connect.ts";
import { protocolDefects } from "./connect-protocols.ts";
import type { Defect } from "./defect.ts";
import { drainDefects } from "./drain.ts";
import { grpcDefects } from "./grpc.ts";
import { gzipDefects } from "./gzip.ts";
import { healthDefects } from "./health.ts";
import { leakDefects } from "./leaks.ts";
import { memoryStoreDefects } from "./memory-store.ts";
import { middlewareDefects } from "./middleware.ts";
import { postgresStoreDefects } from "./postgres-store.ts";
import { rememberedTokenDefects } from "./remembered-tokens.ts";
import { sqliteStoreDefects } from "./sqlite-store.ts";
import { streamDefects } from "./streams.ts";
import { trustedProxyDefects } from "./trusted-proxies.ts";
import { updateDefects } from "./updates.ts";
import { userDefects } from "./users.ts";
import { watchDefects } from "./watches.ts";
import { workerDefects } from "./workers.ts";

/** The table: every defect that the tests must notice. */
export const defects: readonly Defect[] = [
  ...userDefects,
  ...updateDefects,
  ...streamDefects,
  ...watchDefects,
  ...callDefects,
  ...middlewareDefects,
  ...drainDefects,
  ...healthDefects,
  ...leakDefects,
  ...authenticationDefects,
  ...rememberedTokenDefects,
  ...trustedProxyDefects,
  ...memoryStoreDefects,
  ...sqliteStoreDefects,
  ...postgresStoreDefects,
  ...grpcDefects,
  ...protocolDefects,
  ...connectDefects,
  ...gzipDefects,
  ...workerDefects,
];
