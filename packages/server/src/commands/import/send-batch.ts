import {
  type BatchCreateUsersResponse,
  type Client,
  isServiceError,
  ServiceError,
  type User,
  type UserService,
} from "@org/user-core";
import type { Retrying } from "../retrying.ts";
import type { Batch } from "./batches.ts";
import { type Failure, failuresIn } from "./failure.ts";
import { requestIdOf } from "./request-id.ts";
import type { ImportRow } from "./row.ts";

/** What an import calls. */
export type ImportClient = Pick<
  Client<typeof UserService>,
  "batchCreateUsers" | "listUsers" | "updateUser"
>;

/** How calls are made. */
export interface SendOptions {
  readonly retrying: Retrying;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What came of a batch. */
export interface BatchResult {
  /** Who is there now, created by this call or before, in the order of the rows. */
  readonly users: readonly User[];
  /** The rows that created nobody. */
  readonly failures: readonly Failure[];
}

/** How many users are made inactive at a time. */
const updatesAtOnce = 16;

/**
 * Creates the users of a batch, also if some of it was sent before; those whose
 * row says so are inactive then.
 */
export async function sendBatch(
  users: ImportClient,
  { rows }: Batch,
  options: SendOptions,
): Promise<BatchResult> {
  if (rows.length === 0) return { users: [], failures: [] };
  const { retrying, timeoutMs, signal } = options;
  const answer = await retrying(() =>
    users.batchCreateUsers(requestsOf(rows), { timeoutMs, signal }),
  );
  const { total, failed } = answer;
  // Nobody is counted as imported whom the server does not speak of.
  if (total + failed !== rows.length) throw notAll(total + failed, rows.length);
  const failures = failuresIn(answer, rows);
  await deactivate(users, inactiveOf(answer, rows), options);
  return { users: answer.users, failures };
}

function notAll(answered: number, sent: number): ServiceError {
  return new ServiceError("DATA_LOSS", `The server answered for ${answered} of ${sent} users`);
}

async function* requestsOf(rows: readonly ImportRow[]) {
  for (const row of rows) {
    const { email, name, password, passwordHash } = row;
    yield { email, name, password, passwordHash, requestId: requestIdOf(row) };
  }
}

/** Users who are active, as every user at first, and whose rows say that they are not. */
function inactiveOf(
  { users, failures }: BatchCreateUsersResponse,
  rows: readonly ImportRow[],
): User[] {
  const failed = new Set(failures.map(({ index }) => Number(index)));
  // The answer has the others in the order in which they were sent.
  return rows
    .filter((_, i) => !failed.has(i))
    .flatMap((row, i) => {
      const user = users[i];
      return !row.isActive && user?.isActive && user.revision === 1n ? [user] : [];
    });
}

async function deactivate(
  users: ImportClient,
  active: readonly User[],
  { retrying, timeoutMs, signal }: SendOptions,
): Promise<void> {
  const left = active.values();
  const work = async () => {
    for (const { id } of left) {
      const user = { id, isActive: false };
      // As it was created: whoever has changed it since knows better.
      const request = { user, updateMask: { paths: ["is_active"] }, expectedRevision: 1n };
      await retrying(() => users.updateUser(request, { timeoutMs, signal })).catch(unlessChanged);
    }
  };
  await Promise.all(Array.from({ length: updatesAtOnce }, work));
}

function unlessChanged(error: unknown): void {
  const isChanged =
    isServiceError(error) && (error.reason === "REVISION_MISMATCH" || error.code === "NOT_FOUND");
  if (!isChanged) throw error;
}
