import type { UserSnapshot } from "@org/user-core";
import type { Connection } from "./connection.ts";
import { readHead } from "./events.ts";
import { listUsers } from "./users.ts";

/** The users after an id, and the position of the log that they are of. */
export function readSnapshot(connection: Connection, afterId: number, limit: number): UserSnapshot {
  // A transaction, so that users and position are of one state of the database.
  connection.command("BEGIN").run();
  try {
    const users = listUsers(connection, { afterId, limit });
    return { users, position: readHead(connection), ahead: new Map() };
  } finally {
    connection.rollback();
  }
}
