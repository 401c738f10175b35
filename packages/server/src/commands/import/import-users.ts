import { batchesOf } from "./batches.ts";
import { type Failure, failureOf } from "./failure.ts";
import { createCountNewUsers } from "./new-users.ts";
import type { BadRow, ImportRow } from "./row.ts";
import { type ImportClient, type SendOptions, sendBatch } from "./send-batch.ts";

/** What came of an import, or of its part that is done. */
export interface ImportCount {
  /** Rows whose user is there: created now, or by an earlier run. */
  readonly imported: number;
  /** Users who were not there before it began. `undefined` if this caller may not know. */
  readonly created: number | undefined;
  /** Rows that created nobody. */
  readonly failed: number;
  /** Those of them whose email was taken: by a row before, or by somebody who was there. */
  readonly emailTaken: number;
}

/** Of an import that has not begun. */
export const nothingYet: ImportCount = { imported: 0, created: 0, failed: 0, emailTaken: 0 };

/** Options of {@link importUsers}. */
export interface ImportOptions extends SendOptions {
  readonly rows: AsyncIterable<readonly (ImportRow | BadRow)[]>;
  /** Told when the service has answered for the first time, and awaited. */
  readonly onBegin: () => Promise<void>;
  /** Told of each batch that the service has answered, and awaited. */
  readonly onBatch: (count: ImportCount, failures: readonly Failure[]) => Promise<void>;
}

/**
 * Creates the users of a file, batch after batch in the order of the file: of two
 * rows with one email the first wins, in each run. While the service has a
 * batch the next one is read, and no more. Nothing is read for a service that is
 * not there, or does not take users from this caller.
 *
 * @throws UnreadableFile and ServiceError; the batches that were told of are done.
 */
export async function importUsers(
  users: ImportClient,
  { rows, onBegin, onBatch, ...options }: ImportOptions,
): Promise<void> {
  await knock(users, options);
  await onBegin();
  const countNew = await createCountNewUsers(users, options);
  let count = nothingYet;
  const batches = batchesOf(rows);
  const read = () => {
    const next = batches.next();
    // Whatever it fails with is told when the batch before it is done.
    next.catch(() => {});
    return next;
  };
  try {
    for (let next = read(); ; ) {
      const { done, value: batch } = await next;
      if (done) return;
      next = read();
      const result = await sendBatch(users, batch, options);
      const failures = [...batch.badRows.map(failureOf), ...result.failures];
      failures.sort((a, b) => a.row - b.row);
      count = {
        imported: count.imported + batch.rows.length - result.failures.length,
        created: countNew && (count.created ?? 0) + countNew(result.users),
        failed: count.failed + failures.length,
        emailTaken: count.emailTaken + failures.filter(isTaken).length,
      };
      await onBatch(count, failures);
    }
  } finally {
    // One that waits for more of a pipe would wait for ever.
    void batches.return(undefined).catch(() => {});
  }
}

/** A batch of nobody: the first success, from which on a service that goes away is waited for. */
async function knock(users: ImportClient, { retrying, timeoutMs, signal }: SendOptions) {
  async function* nobody() {}
  await retrying(() => users.batchCreateUsers(nobody(), { timeoutMs, signal }));
}

function isTaken({ reason }: Failure): boolean {
  return reason === "EMAIL_TAKEN";
}
