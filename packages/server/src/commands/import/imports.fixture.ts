import {
  type Call,
  type Client,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  type Middleware,
  ServiceError,
  UserService,
} from "@org/user-core";
import { createPasswordHasher } from "@org/user-passwords";
import { createRetrying, type RetryingOptions } from "../retrying.ts";
import type { Failure } from "./failure.ts";
import { type ImportCount, importUsers, nothingYet } from "./import-users.ts";
import type { BadRow, ImportRow } from "./row.ts";

/** A client of a service. */
export type Users = Client<typeof UserService>;

/** A service over memory, and a client of it. */
export function startService(...middleware: readonly Middleware[]): Users {
  const store = createMemoryStore();
  const hasher = createPasswordHasher();
  const { services } = createUserService({ store, hasher, middleware });
  return createInProcessClient(UserService, services);
}

/** A row of a file; all are different users. */
export function row(number: number, more: Partial<ImportRow> = {}): ImportRow {
  const email = `user${number}@example.com`;
  const empty = { password: "", passwordHash: "", isActive: true };
  return { row: number, email, name: `User ${number}`, ...empty, ...more };
}

/** Rows 1 to the last. */
export const rowsTo = (last: number): ImportRow[] =>
  Array.from({ length: last }, (_, i) => row(i + 1));

/** Pieces of a file, as they come. */
export async function* pieces(
  ...all: readonly (readonly (ImportRow | BadRow)[])[]
): AsyncGenerator<readonly (ImportRow | BadRow)[], void> {
  yield* all;
}

/** What came of an import. */
export interface Import extends ImportCount {
  readonly failures: readonly Failure[];
}

/** Imports rows, with patience and without pauses unless told otherwise. */
export async function run(
  users: Users,
  rows: AsyncIterable<readonly (ImportRow | BadRow)[]>,
  retries: Partial<RetryingOptions> = {},
): Promise<Import> {
  const { signal } = new AbortController();
  const retrying = createRetrying({
    patienceMs: 60_000,
    firstPauseMs: 1,
    signal,
    onRetry: () => {},
    ...retries,
  });
  let result: Import = { ...nothingYet, failures: [] };
  await importUsers(users, {
    rows,
    retrying,
    signal,
    timeoutMs: 60_000,
    onBegin: async () => {},
    async onBatch(count, failures) {
      result = { ...count, failures: [...result.failures, ...failures] };
    },
  });
  return result;
}

/** Whether a call is one of a batch. */
export const isBatch = ({ method }: Call): boolean => method.name === "BatchCreateUsers";
/** How many users are there. */
export const totalOf = async (users: Users): Promise<number> =>
  (await users.listUsers({ pageSize: 1 })).total;
/** Refuses the batches of these numbers, from 0: the first is of nobody. */
export function refusing(error: ServiceError, ...numbers: readonly number[]): Middleware {
  let calls = -1;
  return async (call, proceed) => {
    if (isBatch(call)) calls += 1;
    if (isBatch(call) && numbers.includes(calls)) throw error;
    await proceed();
  };
}

/** Of a service that is gone for now. */
export const unavailable: ServiceError = new ServiceError("UNAVAILABLE", "Gone");
