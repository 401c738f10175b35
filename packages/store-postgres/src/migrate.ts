import { ServiceError } from "@org/user-core";
import type { Database } from "./database.ts";
import { application, migrations, newSecret, schemaVersion } from "./migrations/index.ts";
import { booleanOf, numberOf } from "./rows.ts";
import { quoteName, quoteText, statement } from "./statement.ts";
import { storeForeign, storeUnavailable } from "./status.ts";

const oldestServer = 14;

// Catalogues only: there may be nothing else.
const look = statement(
  "look",
  () => `
    SELECT
      current_setting('server_version_num')::integer / 10000 AS server,
      current_setting('server_encoding') AS encoding,
      current_setting('transaction_read_only') = 'on' AS is_read_only,
      EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = n.oid) AS has_tables,
      EXISTS (
        SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
        WHERE c.relnamespace = n.oid AND c.relname = 'meta' AND a.attname = 'application'
      ) AS has_meta
    FROM (VALUES (1)) AS one LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = $1::text`,
);

/**
 * Whether the log has transactions that this server has not come to: it was
 * copied from another one, whose count they are of.
 */
const isDisplaced = (s: string) => `(
  EXISTS (SELECT FROM ${s}.events WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))
  OR EXISTS (SELECT FROM ${s}.meta WHERE pruned_xid >= pg_snapshot_xmax(pg_current_snapshot()))
)`;

const lookAtOwn = statement(
  "look_at_own",
  (s) => `SELECT application, schema_version, ${isDisplaced(s)} AS is_displaced FROM ${s}.meta`,
);

/**
 * Puts a log that came from another server before everything that this one will
 * add. `seq` has the order of each user's events and of writes that did not
 * overlap. Positions given before mean nothing now, so whatever was signed with
 * the secret must be refused. An event that is being written meanwhile has a
 * transaction of this server, and comes after.
 */
const replaceOrder = (s: string) => `
  UPDATE ${s}.meta SET secret = ${newSecret}, pruned_xid = '0', pruned_seq = CASE pruned_seq
    WHEN 0 THEN 0
    ELSE least(pruned_seq, (SELECT min(seq) - 1 FROM ${s}.events))
  END;
  UPDATE ${s}.events SET xid = '0' WHERE xid <> '0';`;

// One statement, and so one transaction. The catalogue is read by a statement
// of its own under the lock, to see what another instance made meanwhile.
const upgrade = statement("upgrade", (s) => {
  const steps = migrations.map((step, i) => `IF version < ${i + 1} THEN ${step(s)} END IF;`);
  const body = `
    DECLARE
      namespace oid;
      version integer := 0;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended(${quoteText(`${application} ${s}`)}, 0));
      SELECT oid INTO namespace FROM pg_catalog.pg_namespace WHERE nspname = ${nameOf(s)};
      IF namespace IS NULL THEN
        CREATE SCHEMA ${s};
      ELSIF EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = namespace) THEN
        SELECT schema_version INTO STRICT version FROM ${s}.meta;
      END IF;
      ${steps.join("\n")}
      UPDATE ${s}.meta SET schema_version = ${schemaVersion} WHERE schema_version < ${schemaVersion};
      IF ${isDisplaced(s)} THEN ${replaceOrder(s)} END IF;
    END`;
  return `DO ${quoteText(body)}`;
});

/**
 * Makes or upgrades the schema in one transaction, if there is anything to do.
 * Safe to run from many instances at once.
 *
 * @throws FAILED_PRECONDITION or UNAVAILABLE, having changed nothing, if the
 * database can't have the store; reason STORE_FOREIGN if the schema is another
 * application's or of a newer version.
 */
export async function migrate(database: Database, schema: string): Promise<void> {
  const [found] = await database.read(look, [schema]);
  requireServer(numberOf(found?.server), String(found?.encoding));
  if (booleanOf(found?.is_read_only)) throw storeUnavailable("The database is read-only");
  if (booleanOf(found?.has_meta)) {
    if (await isReady(database, schema)) return;
  } else if (booleanOf(found?.has_tables)) {
    throw storeForeign(`Schema ${quoteName(schema)} is another application's`);
  }
  // To run it again does no harm, whatever became of it.
  await database.read(upgrade);
}

function requireServer(version: number, encoding: string): void {
  const refuse = (message: string) => new ServiceError("FAILED_PRECONDITION", message);
  if (version < oldestServer) {
    throw refuse(`The store needs PostgreSQL ${oldestServer} or newer, and this is ${version}`);
  }
  if (encoding !== "UTF8") {
    throw refuse(`The store needs a database in UTF8, and this one is in ${encoding}`);
  }
}

/** Whether there is nothing to do for a schema that has a `meta`. */
async function isReady(database: Database, schema: string): Promise<boolean> {
  const [own] = await database.read(lookAtOwn);
  if (own?.application !== application) {
    throw storeForeign(`Schema ${quoteName(schema)} is another application's`);
  }
  const version = numberOf(own.schema_version);
  if (version > schemaVersion) {
    throw storeForeign(`Schema ${quoteName(schema)} is of a newer version of this package`);
  }
  return version === schemaVersion && !booleanOf(own.is_displaced);
}

/** A quoted name as text. */
function nameOf(s: string): string {
  return quoteText(s.slice(1, -1).replaceAll('""', '"'));
}
