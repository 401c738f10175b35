import type { Database } from "./database.ts";
import { booleanOf, textOf } from "./rows.ts";
import { statement } from "./statement.ts";
import { storeUnavailable } from "./status.ts";

// As text: bytes come as each driver likes.
const selectSecret = statement(
  "secret",
  (s) => `SELECT encode(secret, 'hex') AS secret FROM ${s}.meta`,
);
const selectReadOnly = statement(
  "check",
  (s) => `SELECT current_setting('transaction_read_only') = 'on' AS is_read_only FROM ${s}.meta`,
);

/** The store's secret. */
export async function readSecret(database: Database): Promise<Uint8Array> {
  const [row] = await database.read(selectSecret);
  return new Uint8Array(Buffer.from(textOf(row?.secret), "hex"));
}

/**
 * Resolves if the store can serve.
 *
 * @throws UNAVAILABLE if it can't, also if it could only be read from.
 */
export async function checkStore(database: Database): Promise<void> {
  const [row] = await database.read(selectReadOnly);
  if (booleanOf(row?.is_read_only)) throw storeUnavailable("The database is read-only");
}
