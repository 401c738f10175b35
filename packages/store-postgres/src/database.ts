import { setTimeout as delay } from "node:timers/promises";
import type { Caller } from "@org/user-core";
import type { Connection, Sendable } from "./connection.ts";
import type { PostgresSettings, Row, SqlValue } from "./options.ts";
import { quoteName, type Statement } from "./statement.ts";
import { type Again, againAfter, toServiceError } from "./status.ts";

/** Runs statements, each a transaction of its own, again where that can do no harm. */
export interface Database {
  /** A statement that changes nothing: run again whatever became of it. */
  read(statement: Statement, values?: SqlValue[]): Promise<readonly Row[]>;
  /**
   * A statement that may write: run again if it is sure that nothing was
   * written. Rejects with the driver's error where `expected` says so.
   */
  write(
    statement: Statement,
    values: SqlValue[],
    expected?: (error: unknown) => boolean,
  ): Promise<readonly Row[]>;
}

/** A database that works for callers. */
export interface SharedDatabase extends Database {
  /**
   * The same for one caller: once it has gone, nothing that waits is begun, nothing
   * tried again, and a read that takes long is broken off. Rejects with the
   * signal's reason then.
   */
  for(caller: Caller): Database;
}

/** How long a statement is tried again, in milliseconds. */
const patienceMs = 2_000;
const firstPauseMs = 5;
const longestPauseMs = 250;

/** A number for the statements of each store, whose names must not meet on a shared connection. */
let stores = 0;

/** Runs statements over the tables of a schema. */
export function createDatabase(connection: Connection, settings: PostgresSettings): SharedDatabase {
  const schema = quoteName(settings.schema);
  const sendables = new Map<Statement, Sendable>();
  stores += 1;
  const prefix = settings.session ? `user_store_${stores}_` : undefined;

  function sendableOf(statement: Statement): Sendable {
    const known = sendables.get(statement);
    if (known !== undefined) return known;
    const name = prefix === undefined ? undefined : prefix + statement.name;
    const sendable = { name, text: statement.text(schema) };
    sendables.set(statement, sendable);
    return sendable;
  }

  async function run(
    statement: Statement,
    values: SqlValue[],
    { isRead, expected, caller }: RunOptions,
  ): Promise<readonly Row[]> {
    const sendable = sendableOf(statement);
    const mayRepeat = isRead ? mayRead : mayWrite;
    const reader = isRead ? caller : undefined;
    const deadline = performance.now() + patienceMs;
    for (let tries = 0; ; tries += 1) {
      const attempt = { isSent: false, caller, reader };
      try {
        return await connection.run(sendable, values, attempt);
      } catch (error) {
        if (expected?.(error) || isReasonOf(caller, error)) throw error;
        const isOver =
          performance.now() >= deadline || !mayRepeat(againAfter(error, attempt.isSent));
        if (isOver) throw toServiceError(error);
      }
      await pauseBeforeTry(tries);
      caller?.signal.throwIfAborted();
    }
  }

  const forCaller = (caller: Caller | undefined): Database => ({
    read: (statement, values = []) => run(statement, values, { isRead: true, caller }),
    write: (statement, values, expected) =>
      run(statement, values, { isRead: false, expected, caller }),
  });
  return { ...forCaller(undefined), for: forCaller };
}

interface RunOptions {
  readonly isRead: boolean;
  readonly expected?: ((error: unknown) => boolean) | undefined;
  readonly caller: Caller | undefined;
}

const mayRead = (again: Again) => again !== "nothing";
const mayWrite = (again: Again) => again === "anything";

function isReasonOf(caller: Caller | undefined, error: unknown): boolean {
  return caller?.signal.aborted === true && error === caller.signal.reason;
}

/** Waits before another try; longer each time, jittered so that instances do not try in step. */
async function pauseBeforeTry(tries: number): Promise<void> {
  // What lost against somebody once mostly wins at once.
  if (tries === 0) return;
  await delay(Math.random() * Math.min(firstPauseMs * 2 ** tries, longestPauseMs));
}
