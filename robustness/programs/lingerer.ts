// Changes users of its own in PostgreSQL by plain SQL, in transactions that it holds open for a
// while: several at a time, which commit in another order than they began to write. What other
// applications, long statements and slow networks do to a log.
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { micros } from "../history/clock.ts";
import { openHistory } from "../history/history-file.ts";
import type { WriteResult, WriterRecord } from "../history/records.ts";
import { createRandom, type Random } from "../random.ts";
import { finishSignal, programOptions } from "./program.ts";

/** How a lingerer is started. */
export interface LingererOptions {
  /** Its own, and of this life of it. */
  readonly name: string;
  readonly seed: number;
  readonly history: string;
  readonly url: string;
  /** Users whom nobody else changes. */
  readonly userIds: readonly number[];
  /** How long it holds a transaction at most, in milliseconds. */
  readonly longestHoldMs: number;
}

const schema = "user_directory";
const rename = `
  WITH before AS (SELECT name FROM ${schema}.users WHERE id = $1), changed AS (
    UPDATE ${schema}.users SET name = $2, revision = revision + 1, updated_at = $3
    WHERE id = $1 RETURNING id, email, is_active, revision
  ), logged AS (
    INSERT INTO ${schema}.events (seq, revision, kind, user_id, at, field, old_value, new_value)
    SELECT nextval('${schema}.writes'), revision, 1, id, $3, 'name', before.name, $2
    FROM changed, before
  )
  SELECT * FROM changed`;

const { name, seed, history, url, userIds, longestHoldMs } = programOptions<LingererOptions>();
const finish = finishSignal();
const file = openHistory<WriterRecord>(history);

/** One change: written, held, and committed. */
async function change(client: Client, userId: number, next: string, random: Random) {
  await client.query("BEGIN");
  const values = [userId, next, Math.floor(Date.now() / 1_000)];
  const [row] = (await client.query(rename, values)).rows;
  await delay(random.between(0, longestHoldMs));
  await client.query("COMMIT");
  const { id, email, is_active: isActive, revision } = row;
  return { id, email, name: next, isActive, revision: Number(revision) };
}

async function connected(): Promise<Client> {
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch {
      await delay(100);
    }
  }
}

async function linger(userId: number): Promise<void> {
  const random = createRandom(seed, name, userId);
  let client = await connected();
  for (let n = 0; !finish.aborted; n += 1) {
    const id = `${name}-${userId}-${n}`;
    file.append({
      ...{ kind: "attempt", id, start: micros() },
      write: { op: "update", userId, fields: { name: id } },
    });
    const result = await change(client, userId, id, random).then(
      (user): WriteResult => ({ is: "updated", user }),
      (): WriteResult => ({ is: "unknown", code: "UNAVAILABLE", reason: "" }),
    );
    file.append({ kind: "outcome", id, end: micros(), result });
    if (result.is === "unknown") {
      await client.end().catch(() => {});
      client = await connected();
    }
    await delay(random.between(0, longestHoldMs));
  }
}

await Promise.all(userIds.map(linger));
process.exit(0);
