import type { Connection } from "./connection.ts";
import { type Counters, readCounters, writeCounters } from "./counters.ts";

/** What a write works with between BEGIN and COMMIT. */
export interface Transaction {
  readonly connection: Connection;
  /** Written back at the commit. */
  readonly counters: Counters;
}

/**
 * Runs writes as one commit: all of them or none. Synchronous, so that nothing
 * else of this process runs between BEGIN and COMMIT. Tells whether the log grew.
 */
export function commit(connection: Connection, run: (tx: Transaction) => void): boolean {
  connection.command("BEGIN IMMEDIATE").run();
  try {
    const counters = readCounters(connection);
    const { lastSeq } = counters;
    run({ connection, counters });
    // SQLite writes no page whose content stays the same.
    writeCounters(connection, counters);
    connection.command("COMMIT").run();
    return counters.lastSeq > lastSeq;
  } catch (error) {
    connection.rollback();
    throw error;
  }
}
