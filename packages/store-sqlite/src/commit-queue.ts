import { setImmediate as nextTurn } from "node:timers/promises";
import { pauseBeforeTry } from "./busy-retry.ts";
import type { Connection } from "./connection.ts";
import { isBusy, isStorageFault, storeUnavailable, toServiceError } from "./status.ts";
import { commit, type Transaction } from "./transaction.ts";

/** How many rows one commit writes at most, unless a single write has more. */
const maxWeight = 1_000;

/** A write that waits for its commit. */
interface Write<T> {
  /** About how many rows it writes. */
  readonly weight: number;
  /** Writes. May be run again if the commit did not come about. */
  readonly run: (tx: Transaction) => T;
}

/** What {@link createCommitQueue} needs. */
export interface CommitQueueOptions {
  readonly connection: Connection;
  /** How long a write waits for another process's lock, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Called after a commit that appended events. */
  readonly onAppended: () => void;
}

/** Commits the writes that wait at the same time together, in their order. */
export interface CommitQueue {
  /** Resolves after the commit. Writes in one commit with others fail or succeed for themselves. */
  submit<T>(write: Write<T>): Promise<T>;
  /** Takes no more writes and resolves when the last one is settled. */
  close(): Promise<void>;
}

interface Job {
  readonly weight: number;
  readonly deadline: number;
  readonly run: (tx: Transaction) => void;
  /** After the commit. */
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Whether it is to be committed by itself: some write of its group failed. */
  alone: boolean;
}

/** Makes an empty queue. */
export function createCommitQueue(options: CommitQueueOptions): CommitQueue {
  const { connection, busyTimeoutMs } = options;
  const waiting: Job[] = [];
  let working: Promise<void> | undefined;
  let closed = false;
  let tries = 0;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // Everything that this turn of the event loop brings joins the group.
      await nextTurn();
      commitGroup(takeGroup(waiting));
      if (tries > 0) await pauseBeforeTry(tries);
    }
    working = undefined;
  }

  function commitGroup(group: readonly Job[]): void {
    const attempt = tryCommit(connection, group);
    if (attempt.ok) succeed(group, attempt.appended);
    else if (isBusy(attempt.error)) waitForLock(group, attempt.error);
    else fail(group, attempt.error);
  }

  function succeed(group: readonly Job[], appended: boolean): void {
    tries = 0;
    for (const job of group) job.resolve();
    // Later, so that a listener that throws does not stop the queue.
    if (appended) queueMicrotask(options.onAppended);
  }

  function fail(group: readonly Job[], error: unknown): void {
    tries = 0;
    if (group.length === 1 || isStorageFault(error)) {
      rejectAll(group, error);
      return;
    }
    // One write is at fault: each by itself, so that it fails alone.
    for (const job of group) job.alone = true;
    waiting.unshift(...group);
  }

  function waitForLock(group: readonly Job[], error: unknown): void {
    tries += 1;
    const now = performance.now();
    rejectAll(
      group.filter(({ deadline }) => deadline <= now),
      error,
    );
    waiting.unshift(...group.filter(({ deadline }) => deadline > now));
    if (waiting.length === 0) tries = 0;
  }

  return {
    submit<T>({ weight, run }: Write<T>): Promise<T> {
      if (closed) return Promise.reject(storeUnavailable("The store is closed"));
      return new Promise<T>((resolve, reject) => {
        let result: () => T;
        waiting.push({
          weight,
          deadline: performance.now() + busyTimeoutMs,
          alone: false,
          run(tx) {
            const value = run(tx);
            result = () => value;
          },
          resolve: () => resolve(result()),
          reject,
        });
        working ??= work();
      });
    },
    async close() {
      closed = true;
      await working;
    },
  };
}

type Attempt =
  | { readonly ok: true; readonly appended: boolean }
  | { readonly ok: false; readonly error: unknown };

function tryCommit(connection: Connection, group: readonly Job[]): Attempt {
  try {
    const appended = commit(connection, (tx) => {
      for (const job of group) job.run(tx);
    });
    return { ok: true, appended };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Takes the next jobs that fit into one commit, at least one. Those to be alone come first. */
function takeGroup(waiting: Job[]): Job[] {
  let weight = 0;
  let count = 0;
  for (const job of waiting) {
    weight += job.weight;
    if (count > 0 && weight > maxWeight) break;
    count += 1;
    if (job.alone) break;
  }
  return waiting.splice(0, count);
}

function rejectAll(group: readonly Job[], error: unknown): void {
  for (const job of group) job.reject(toServiceError(error));
}
