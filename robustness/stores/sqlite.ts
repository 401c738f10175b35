import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Dump, logRowOf, userStateOf } from "./dump.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

// In the transaction that prunes, so nothing is lost between the two.
const keepPruned = `
  CREATE TABLE pruned AS SELECT * FROM events WHERE false;
  CREATE TRIGGER keep_pruned AFTER DELETE ON events BEGIN
    INSERT INTO pruned SELECT
      OLD.seq, OLD.kind, OLD.user_id, OLD.revision, OLD.at, OLD.field, OLD.old_value,
      OLD.new_value, OLD.email, OLD.name, OLD.is_active, OLD.updated_at, OLD.following;
  END;`;

const log = `
  SELECT *, 1 AS is_pruned FROM pruned UNION ALL SELECT *, 0 AS is_pruned FROM events
  ORDER BY seq`;

/** One file in a folder, shared by all instances. */
export function startSqlite(folder: string): StoreUnderTest {
  const location = { kind: "sqlite", path: join(folder, "users.db") } as const;

  function withDatabase<T>(use: (database: DatabaseSync) => T): T {
    const database = new DatabaseSync(location.path, { timeout: 10_000 });
    try {
      return use(database);
    } finally {
      database.close();
    }
  }

  return {
    name: "sqlite",
    location,
    locationFor: () => location,
    faults: [],
    keepPruned: async () => withDatabase((database) => database.exec(keepPruned)),
    recover: async () => {},
    dump: async () => withDatabase(dumpOf),
    async [Symbol.asyncDispose]() {},
  };
}

function dumpOf(database: DatabaseSync): Dump {
  const all = (sql: string) => database.prepare(sql).all();
  return {
    users: all("SELECT * FROM users ORDER BY id").map((row) =>
      userStateOf({
        ...{ id: row["id"], email: row["email"], name: row["name"] },
        ...{ is_active: row["is_active"], revision: row["revision"] },
      }),
    ),
    log: all(log).map((row) => {
      const { user_id, revision, kind, field, old_value, new_value, email, name, is_active } = row;
      const columns = { user_id, revision, kind, field, old_value, new_value, email, name };
      const write = String(Number(row["seq"]) + Number(row["following"]));
      return logRowOf({ ...columns, is_active }, write, row["is_pruned"] === 1);
    }),
    count: Number(database.prepare("SELECT users FROM counters").get()?.["users"]),
    requests: all("SELECT request_id, user_id FROM requests").map(
      (row) => [String(row["request_id"]), Number(row["user_id"])] as const,
    ),
  };
}
