import { quoteText } from "../statement.ts";

/** How many rows the count is spread over, so that writers seldom wait for each other there. */
export const countSlots = 64;

/**
 * The first schema.
 *
 * `events` is ordered by (xid, seq, revision): `xid` is the transaction, `seq`
 * the write, and all events of a write are of one user. An event of kind 0 is a
 * creation and holds the user as it was created (its created_at in `at`), kind 1
 * an update, kind 2 a deletion. Creations are not indexed by user: nobody asks
 * for them so, and a million of them would cost.
 *
 * The sequence of writes begins with 2: 0 is before all, and there must be a
 * place for what was forgotten before the first write that is kept.
 */
export function createUserTables(s: string): string {
  return `
    CREATE SEQUENCE ${s}.user_ids AS integer NO CYCLE;
    CREATE SEQUENCE ${s}.writes START WITH 2;

    CREATE TABLE ${s}.users (
      id integer PRIMARY KEY,
      email text NOT NULL,
      email_key text COLLATE "C" NOT NULL CONSTRAINT users_email_key UNIQUE,
      name text NOT NULL,
      is_active boolean NOT NULL,
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL,
      revision bigint NOT NULL,
      password_hash text
    );

    CREATE TABLE ${s}.events (
      xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
      seq bigint NOT NULL,
      revision bigint NOT NULL,
      kind smallint NOT NULL,
      user_id integer NOT NULL,
      at bigint NOT NULL,
      field text,
      old_value text,
      new_value text,
      email text,
      name text,
      is_active boolean,
      updated_at bigint,
      PRIMARY KEY (xid, seq, revision)
    );
    CREATE INDEX updates_by_user ON ${s}.events (user_id, revision) WHERE kind > 0;

    CREATE TABLE ${s}.requests (
      request_id text COLLATE "C" CONSTRAINT requests_pkey PRIMARY KEY,
      user_id integer NOT NULL,
      email text NOT NULL,
      name text NOT NULL,
      password_hash text,
      remembered_at bigint NOT NULL
    );
    CREATE INDEX requests_by_time ON ${s}.requests (remembered_at);

    CREATE TABLE ${s}.counts (
      slot smallint PRIMARY KEY,
      users bigint NOT NULL
    ) WITH (fillfactor = 10);
    INSERT INTO ${s}.counts SELECT slot, 0 FROM generate_series(0, ${countSlots - 1}) AS slot;

    CREATE TABLE ${s}.meta (
      one smallint PRIMARY KEY CHECK (one = 1),
      application text NOT NULL CHECK (application = ${quoteText(application)}),
      schema_version integer NOT NULL,
      secret bytea NOT NULL,
      pruned_xid xid8 NOT NULL,
      pruned_seq bigint NOT NULL
    );
    INSERT INTO ${s}.meta VALUES (1, ${quoteText(application)}, 0, ${newSecret}, '0', 0);`;
}

/** Marks a schema as this package's. */
export const application = "@org/user-store-postgres";

/** 32 random bytes, of the server's strong randomness: 122 bits of each of the four ids. */
export const newSecret = `sha256(convert_to(concat(
  gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8'))`;
