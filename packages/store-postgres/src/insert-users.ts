import type { InsertOutcome, NewUser } from "@org/user-core";
import { anyCountSlot, countedBy } from "./count.ts";
import type { Database } from "./database.ts";
import { outcomesOf } from "./insert-outcomes.ts";
import type { Row } from "./options.ts";
import { findRequests } from "./requests.ts";
import { eventKinds } from "./rows.ts";
import { nextValue, statement } from "./statement.ts";
import { isTaken, storeUnavailable } from "./status.ts";

// No join: PostgreSQL expects one row of each part, and would look through all of
// one part for each row of the other. `IS TRUE` keeps it from making this a join.
const wasCreated = "(m.id IN (SELECT id FROM created)) IS TRUE";

// Every part sees the users and requests as they were when the statement began.
//
// Who is new there gets an id, in the order of the entries; of several entries
// with an email, the first. The users are inserted in the order of their emails,
// the request ids in theirs, and the count comes last, so that batches wait for
// each other in one direction only. Whose email or request id came to be in
// between is met by ON CONFLICT or the unique request id.
const insert = statement(
  "insert",
  (s) => `
    WITH entry AS MATERIALIZED (
      SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS (
        request_id text, email_key text, email text, name text, is_active boolean,
        created_at bigint, updated_at bigint, revision bigint, password_hash text
      )) WITH ORDINALITY AS entry (
        request_id, email_key, email, name, is_active,
        created_at, updated_at, revision, password_hash, n
      )
    ), known AS MATERIALIZED (
      SELECT e.n, r.user_id, r.email, r.name, r.password_hash
      -- OFFSET 0: by the index for each, however few requests are remembered.
      FROM entry AS e, LATERAL (
        SELECT * FROM ${s}.requests WHERE request_id = e.request_id OFFSET 0
      ) AS r
    ), new AS MATERIALIZED (
      SELECT DISTINCT ON (e.email_key) e.* FROM entry AS e
      WHERE NOT EXISTS (SELECT FROM known AS k WHERE k.n = e.n)
        AND NOT EXISTS (SELECT FROM ${s}.users AS u WHERE u.email_key = e.email_key)
      ORDER BY e.email_key, e.n
    ), numbered AS MATERIALIZED (
      SELECT ${nextValue(s, "user_ids")}::integer AS id, o.* FROM (SELECT * FROM new ORDER BY n) AS o
    ), created AS (
      INSERT INTO ${s}.users (
        id, email, email_key, name, is_active, created_at, updated_at, revision, password_hash
      )
      SELECT
        id, email, email_key, name, is_active, created_at, updated_at, revision, password_hash
      FROM numbered ORDER BY email_key
      ON CONFLICT (email_key) DO NOTHING
      RETURNING id, email, name, is_active, created_at, updated_at, revision
    ), remembered AS (
      INSERT INTO ${s}.requests (request_id, user_id, email, name, password_hash, remembered_at)
      SELECT request_id, id, email, name, password_hash, created_at
      FROM numbered AS m WHERE request_id IS NOT NULL AND ${wasCreated} ORDER BY request_id
      RETURNING user_id
    ), logged AS (
      INSERT INTO ${s}.events (
        seq, revision, kind, user_id, at, email, name, is_active, updated_at
      )
      SELECT
        ${nextValue(s, "writes")}, revision, ${eventKinds.created}, id, created_at, email, name,
        is_active, updated_at
      FROM (SELECT * FROM created ORDER BY id) AS o
    ), counted AS (
      ${countedBy(s, "$2", "(SELECT count(*) FROM created) + 0 * (SELECT count(*) FROM remembered)")}
    )
    SELECT
      e.n, m.id AS drawn_id, CASE WHEN ${wasCreated} THEN m.id END AS id, k.user_id, k.email, k.name, k.password_hash
    FROM entry AS e
    LEFT JOIN known AS k USING (n)
    LEFT JOIN numbered AS m USING (n)
    ORDER BY e.n`,
);

/** Inserts each entry that can be, with its event and its request id. */
export async function insertUsers(
  database: Database,
  entries: readonly NewUser[],
): Promise<InsertOutcome[]> {
  const outcomes: InsertOutcome[] = [];
  for (const batch of commitsOf(entries)) {
    try {
      outcomes.push(...(await insertBatch(database, batch)));
    } catch (cause) {
      if (outcomes.length === 0) throw cause;
      throw storeUnavailable("Only a part of the batch is stored", { cause });
    }
  }
  return outcomes;
}

/**
 * One batch, unless a request id comes twice with different emails: whether the
 * second is a replay depends on what becomes of the first, which one statement
 * can't tell. The batch is cut there.
 */
function commitsOf(entries: readonly NewUser[]): (readonly NewUser[])[] {
  const emails = new Map<string, string>();
  for (const [i, { requestId, emailKey }] of entries.entries()) {
    if (requestId === undefined) continue;
    const other = emails.get(requestId) ?? emailKey;
    if (other !== emailKey) return [entries.slice(0, i), ...commitsOf(entries.slice(i))];
    emails.set(requestId, emailKey);
  }
  return [entries];
}

async function insertBatch(
  database: Database,
  entries: readonly NewUser[],
): Promise<InsertOutcome[]> {
  const json = JSON.stringify(entries.map(recordOf));
  const rows = await insertOnce(database, json);
  const { outcomes, overtaken } = outcomesOf(entries, rows);
  if (overtaken.length === 0) return outcomes;
  // Whoever took the email meanwhile may have had the same request id.
  const requests = await findRequests(database, overtaken).catch((cause: unknown) => {
    // The others of the batch are stored by now, whatever the error says of this.
    throw storeUnavailable("The batch is stored, and not known which of it was there", { cause });
  });
  return outcomes.map((outcome, i) => {
    const request = requests.get(entries[i]?.requestId ?? "");
    return outcome.kind === "email_taken" && request ? { kind: "replayed", request } : outcome;
  });
}

/** How often a batch may be overtaken by others with its request ids. Each time one more is known. */
const maxTries = 1_000;

/** Runs the statement, again if another one claimed one of its request ids meanwhile. */
async function insertOnce(database: Database, json: string): Promise<readonly Row[]> {
  const isClaimed = (error: unknown) => isTaken(error, "requests_pkey");
  for (let tries = 1; ; tries += 1) {
    try {
      return await database.write(insert, [json, anyCountSlot()], isClaimed);
    } catch (error) {
      if (!isClaimed(error) || tries >= maxTries) throw error;
    }
  }
}

function recordOf({ user, emailKey, requestId, passwordHash }: NewUser) {
  return {
    request_id: requestId ?? null,
    email_key: emailKey,
    email: user.email,
    name: user.name,
    is_active: user.isActive,
    created_at: String(user.createdAt),
    updated_at: String(user.updatedAt),
    revision: String(user.revision),
    password_hash: passwordHash ?? null,
  };
}
