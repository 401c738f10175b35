import type { BadRow, ImportRow } from "./row.ts";

/** Rows that are sent in one call. */
export interface Batch {
  readonly rows: readonly ImportRow[];
  /** Those before its end that can't be sent. */
  readonly badRows: readonly BadRow[];
}

/** As many failures as an answer holds, so that none is unknown; also what the service commits at once. */
const mostRows = 1_000;
/** Each is some 20 ms of hashing on the server: a call stays one of seconds. */
const mostPasswords = 64;
/**
 * Of all messages of a call: what nginx lets through unless it is told otherwise.
 * The server's limit is for each message, and a row is one, of 192 KiB at most.
 *
 * Source: https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size
 */
const mostBytes = 1_048_576;
/** Bad rows are kept no longer than good ones. */
const mostBadRows = 1_000;

/** Puts rows into batches of bounded size, one at a time; also those before one that can't be read. */
export async function* batchesOf(
  rows: AsyncIterable<readonly (ImportRow | BadRow)[]>,
): AsyncGenerator<Batch, void> {
  let batch = emptyBatch();
  try {
    for await (const piece of rows) {
      for (const row of piece) {
        const bytes = "fault" in row ? 0 : bytesOf(row);
        if (batch.bytes + bytes > mostBytes) {
          yield batch;
          batch = emptyBatch();
        }
        add(batch, row, bytes);
        if (!isFull(batch)) continue;
        yield batch;
        batch = emptyBatch();
      }
    }
  } catch (error) {
    if (!isEmpty(batch)) yield batch;
    throw error;
  }
  if (!isEmpty(batch)) yield batch;
}

/** As many bytes as a row takes on the wire, or a few more. */
function bytesOf({ email, name, password, passwordHash }: ImportRow): number {
  const texts = [email, name, password, passwordHash];
  // The request id; tags and lengths of five fields; the envelope.
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 36 + 5 * 4 + 5);
}

function add(batch: Filling, row: ImportRow | BadRow, bytes: number): void {
  if ("fault" in row) {
    batch.badRows.push(row);
    return;
  }
  batch.rows.push(row);
  batch.bytes += bytes;
  if (row.password !== "") batch.passwords += 1;
}

/** A batch that is being filled. */
interface Filling {
  readonly rows: ImportRow[];
  readonly badRows: BadRow[];
  passwords: number;
  bytes: number;
}

function emptyBatch(): Filling {
  return { rows: [], badRows: [], passwords: 0, bytes: 0 };
}

function isEmpty({ rows, badRows }: Filling): boolean {
  return rows.length + badRows.length === 0;
}

function isFull({ rows, badRows, passwords }: Filling): boolean {
  return rows.length >= mostRows || badRows.length >= mostBadRows || passwords >= mostPasswords;
}
