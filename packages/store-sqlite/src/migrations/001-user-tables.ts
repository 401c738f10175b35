import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/** The first schema. */
export function createUserTables(database: DatabaseSync): void {
  database.exec(tables);
  database.prepare("INSERT INTO meta (one, secret) VALUES (1, ?)").run(randomBytes(32));
}

// `counters` makes the count exact without scanning, and ids and log positions
// that are never reused, at one row change a commit.
//
// An event of kind 0 is a creation and holds the user as it was created (its
// created_at in `at`), kind 1 an update, kind 2 a deletion. Creations are not
// indexed by user: nobody asks for them so, and a million of them would cost.
const tables = `
  CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL
  ) STRICT;

  CREATE TABLE counters (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    users INTEGER NOT NULL,
    last_user_id INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    pruned_seq INTEGER NOT NULL
  ) STRICT;
  INSERT INTO counters VALUES (1, 0, 0, 0, 0);

  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    password_hash TEXT
  ) STRICT;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    field TEXT,
    old_value TEXT,
    new_value TEXT,
    email TEXT,
    name TEXT,
    is_active INTEGER,
    updated_at INTEGER
  ) STRICT;
  CREATE INDEX updates_by_user ON events (user_id, revision) WHERE kind > 0;

  CREATE TABLE requests (
    request_id TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT,
    remembered_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX requests_by_time ON requests (remembered_at);
`;
