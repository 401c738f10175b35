// One insert a user, its row and its event in one statement, through bare pg: 64 at a time on ten
// connections, prepared. Prints users a second. Arguments: the database's address, how many, and
// "notify" to notify in the inserting transaction, with somebody listening.
import { Client, Pool } from "pg";
import { rateAtOnce } from "../at-once.ts";

const [url = "", count = "0", notify] = process.argv.slice(2);
const pool = new Pool({ connectionString: url, max: 10 });
await pool.query(`
  CREATE TABLE users (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL,
    email_key text NOT NULL UNIQUE, name text NOT NULL, is_active boolean NOT NULL,
    created_at bigint NOT NULL, updated_at bigint NOT NULL, revision bigint NOT NULL);
  CREATE TABLE events (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id integer NOT NULL,
    revision bigint NOT NULL, email text NOT NULL, name text NOT NULL);`);
const hint = notify === "notify" ? ", hint AS (SELECT pg_notify('users', '') FROM created)" : "";
const from = notify === "notify" ? "created, hint" : "created";
const text = `
  WITH created AS (
    INSERT INTO users (email, email_key, name, is_active, created_at, updated_at, revision)
    VALUES ($1, $2, $3, true, $4, $4, 1) RETURNING id, email, name
  ), logged AS (
    INSERT INTO events (user_id, revision, email, name) SELECT id, 1, email, name FROM created
  )${hint} SELECT id FROM ${from}`;

if (notify === "notify") {
  const listener = new Client({ connectionString: url });
  await listener.connect();
  await listener.query("LISTEN users");
}

let created = 0;
async function create(): Promise<void> {
  created += 1;
  const email = `user${created}@example.com`;
  const now = Math.floor(Date.now() / 1000);
  await pool.query({ name: "create", text, values: [email, email, `User ${created}`, now] });
}
await rateAtOnce(Number(count) / 10, 64, create);
console.log(await rateAtOnce(Number(count), 64, create));
process.exit();
