import type { Caller } from "@org/user-core";
import type { Sendable } from "./connection.ts";
import type { PoolClient, QueryResult, SqlValue } from "./options.ts";
import { breaksConnection, timedOut } from "./status.ts";
import type { Waits } from "./waits.ts";

/** Called with what came of something: one of the two. */
export type Done<T> = (error: unknown, value?: T) => void;

/** What {@link send} sends, and how. */
export interface Sending {
  readonly statement: Sendable;
  readonly values: SqlValue[];
  /** For whom it is broken off. */
  readonly reader: Caller | undefined;
  readonly wait: Waits;
  /** Has the server cancel what the connection runs, if that is wanted. Resolves to whether the connection can be used afterwards; rejects if it can't be begun. */
  readonly cancel: (() => Promise<boolean>) | undefined;
}

/**
 * Sends a statement and gives the connection back. One that is still at work
 * when its time is over is given up with it. If the reader goes, he is told at
 * once, and the connection is kept until the statement has ended and nothing can
 * cancel the next one.
 */
export function send(client: PoolClient, sending: Sending, done: Done<QueryResult>): void {
  const { statement, values, reader, wait, cancel } = sending;
  let isOver = false;
  let cancelling: Promise<boolean> | undefined;
  const settle = (error: unknown, result?: QueryResult) => {
    if (isOver) return;
    isOver = true;
    endWait();
    giveBack(client, result === undefined && breaksConnection(error), cancelling);
    done(error, result);
  };
  const endWait = wait({
    caller: reader,
    onLate: () => settle(timedOut()),
    onGone(reason) {
      // One that can't be begun leaves a connection of which nobody knows what will come to it.
      cancelling = cancel?.().catch(() => false);
      done(reason);
    },
  });
  const { name, text } = statement;
  if (name === undefined) client.query(text, values, settle);
  else client.query({ name, text, values }, settle);
}

function giveBack(
  client: PoolClient,
  isBroken: boolean,
  cancelling: Promise<boolean> | undefined,
): void {
  if (isBroken || cancelling === undefined) {
    client.release(isBroken);
    return;
  }
  void cancelling.then((isUsable) => client.release(!isUsable));
}
