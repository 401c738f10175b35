/** A mistake as a programmer makes it, and the test that must notice. */
export interface Defect {
  /** What is wrong, in a sentence. */
  readonly name: string;
  /** The source with the mistake, from the repository's root. */
  readonly file: string;
  /** What is there, exactly once. */
  readonly find: string;
  /** What the mistake makes of it. */
  readonly replace: string;
  /** Which tests must notice. */
  readonly suite: Suite;
  /** Part of the full names (`suite > test`) of the tests that must notice: only those run. */
  readonly promise: string;
}

/** A test file by what it is. */
type Suite = keyof typeof suites;

/** The test files, those of the kit before those beside the code. */
export const suites = {
  "contract, in process": "packages/testing/src/in-process.test.ts",
  "contract, memory store": "packages/testing/src/memory-store.test.ts",
  "contract, SQLite": "packages/store-sqlite/src/contract.test.ts",
  "contract, grpc-js": "packages/transport-grpc/src/contract.test.ts",
  // Three files, one a protocol.
  "contract, Connect": "packages/transport-connect/src/contract-over-",
  "contract, fetch": "packages/transport-connect/src/contract-fetch.test.ts",
  "contract, embedded": "packages/transport-connect/src/contract-embedded.test.ts",
  model: "packages/testing/src/model.test.ts",
  races: "packages/testing/src/races.test.ts",
  "differential, Connect": "packages/transport-connect/src/differential.test.ts",
  "retries, Connect": "packages/transport-connect/src/retries-not-begun.test.ts",
  "bad input, Connect": "packages/transport-connect/src/bad-input-authentication.test.ts",
  "limits, compression": "packages/transport-connect/src/limits-compression.test.ts",
  "limits, turns": "packages/transport-connect/src/limits-turns.test.ts",
  "unit, gunzip": "packages/transport-connect/src/gzip/gunzip.test.ts",
  "unit, inflate": "packages/transport-connect/src/gzip/inflate.test.ts",
  "malformed, Connect": "packages/transport-connect/src/malformed-secrets.test.ts",
  "unit, server log": "packages/server/src/log.test.ts",
  "commits, SQLite": "packages/store-sqlite/src/commit-queue.test.ts",
  "faults, SQLite": "packages/store-sqlite/src/faults.test.ts",
  "log, PostgreSQL": "packages/store-postgres/src/log.test.ts",
  "hints, PostgreSQL": "packages/store-postgres/src/hints.test.ts",
  "pruning, PostgreSQL": "packages/store-postgres/src/prune.test.ts",
  "cancelled reads, PostgreSQL": "packages/store-postgres/src/cancel.test.ts",
  "cancellations that fail, PostgreSQL": "packages/store-postgres/src/not-cancelled.test.ts",
  "unit, reading anew": "packages/core/src/users/read-anew.test.ts",
  "unit, watch users": "packages/core/src/users/handlers/watch-users.test.ts",
  "unit, present users": "packages/core/src/users/present-users.test.ts",
  "unit, log reader": "packages/core/src/users/log-reader.test.ts",
  "unit, log tail": "packages/core/src/users/log-tail.test.ts",
  "unit, feed for everybody": "packages/core/src/users/change-feed-everybody.test.ts",
  "unit, authentication": "packages/core/src/middleware/authenticate.test.ts",
  "unit, user cache": "packages/core/src/watching/user-cache.test.ts",
  "unit, token buckets": "packages/core/src/middleware/token-buckets-leaks.test.ts",
  "unit, verify password": "packages/core/src/users/handlers/verify-password.test.ts",
  "unit, certificates": "packages/core/src/middleware/client-certificates.test.ts",
  "unit, scopes": "packages/core/src/middleware/require-scopes.test.ts",
  "unit, tokens": "packages/jwt/src/tokens.test.ts",
  "unit, remote keys": "packages/jwt/src/remote-keys.test.ts",
  "unit, verified tokens": "packages/jwt/src/verified-tokens.test.ts",
  "unit, remembered tokens": "packages/jwt/src/remembered-tokens.test.ts",
  "unit, trusted proxies": "packages/core/src/middleware/trust-proxies.test.ts",
  "unknown methods, Connect": "packages/transport-connect/src/unknown-methods.test.ts",
  "unit, change feed": "packages/core/src/users/change-feed.test.ts",
  "unit, drain": "packages/core/src/middleware/drain.test.ts",
  "unit, readiness": "packages/core/src/health/readiness.test.ts",
  "unit, standing": "packages/core/src/health/standing.test.ts",
  "unit, health and drain": "packages/core/src/health/draining.test.ts",
  "unit, supervisor": "packages/server/src/workers/supervise-restart.test.ts",
  "processes, drain": "packages/server/src/drain.test.ts",
  "processes, workers": "packages/server/src/workers.test.ts",
  "processes, SIGHUP": "packages/server/src/hang-up.test.ts",
  "processes, lost log": "packages/server/src/lost-log.test.ts",
} as const;
