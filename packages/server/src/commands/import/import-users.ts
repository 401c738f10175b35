import { batchesOf } from "./batches.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { BadRow, ImportRow } from "./row.ts";
import { type ImportClient, type SendOptions, sendBatch } from "./send-batch.ts";

/** What came of an import, or of its part that is done. */
export interface ImportCount {
  /** Rows whose user is there: created now, or by an earlier run. */
  readonly imported: number;
  /** Rows that created nobody. */
  readonly failed: number;
}

/** Options of {@link importUsers}. */
export interface ImportOptions extends SendOptions {
  readonly rows: AsyncIterable<readonly (ImportRow | BadRow)[]>;
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
  { rows, onBatch, ...options }: ImportOptions,
): Promise<void> {
  await knock(users, options);
  let [imported, failed] = [0, 0];
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
      const refused = await sendBatch(users, batch, options);
      const failures = [...batch.badRows.map(failureOf), ...refused];
      failures.sort((a, b) => a.row - b.row);
      failed += failures.length;
      imported += batch.rows.length - refused.length;
      await onBatch({ imported, failed }, failures);
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
