import type { DatabaseSync } from "node:sqlite";
import { createUserTables } from "./001-user-tables.ts";
import { addWholeWrites } from "./002-whole-writes.ts";

/** Each step of the schema, in order. Runs inside a transaction. Never changed once released. */
export const migrations: readonly ((database: DatabaseSync) => void)[] = [
  createUserTables,
  addWholeWrites,
];

/** The newest schema version: how many migrations there are. */
export const schemaVersion = migrations.length;

/** Marks a database as this package's: "User" in ASCII. */
export const applicationId = 0x55736572;
