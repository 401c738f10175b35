import type { Ready } from "./messages.ts";
import { WorkerEnded, type WorkerProcess } from "./worker-process.ts";
import { checkEnd, drainWorkers, readyWithin } from "./worker-waits.ts";

/** Options of {@link supervise}. */
export interface SupervisorOptions {
  /** How many workers there are to be. */
  readonly count: number;
  /** Starts the worker of this number, from 1. */
  readonly fork: (number: number) => WorkerProcess;
  /** Told of a worker that ended by itself, and when another takes its place. */
  readonly onCrash: (number: number, ended: number | string, retryInMs: number) => void;
  /** How long a worker may drain, in milliseconds, before it is killed. */
  readonly drainMs: number;
  /** How long one that is to take another's place may take to listen, in milliseconds. */
  readonly successorMs: number;
  /** Told when one keeps ending at its start, and the others drain: `stopped` resolves when they have. */
  readonly onHopeless: (error: WorkerEnded, stopped: Promise<void>) => void;
}

/** Keeps so many workers running. */
export interface Supervisor {
  /** Starts the first worker, then the others. @throws WorkerEnded if one can't start; then none runs. */
  start(): Promise<Ready[]>;
  /**
   * Replaces each worker, one after the other: the new one listens before the old
   * one drains. Resolves to whether all were replaced: a stop that comes between is
   * the end of it. @throws WorkerEnded, or WorkerLate if it does not listen in time,
   * if a new one can't start; then it is killed, and the old ones go on.
   */
  restart(): Promise<boolean>;
  /**
   * Drains all; resolves when they have ended. @throws WorkerEnded if one that served
   * did not end with 0: it could not stop, or not in its time.
   */
  stop(): Promise<void>;
}

/** A worker that ends so soon after it was started has not got over its start. */
const startMs = 5_000;
/** So many of them in a row are no accident. */
const hopelessTries = 5;
const firstPauseMs = 100;

interface Place {
  readonly number: number;
  /** `undefined` before the first, and between one that ended and the next. */
  worker: WorkerProcess | undefined;
  /** How many in a row have ended at their start. */
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

/** Makes a {@link Supervisor}; nothing runs yet. */
export function supervise(options: SupervisorOptions): Supervisor {
  const { count, fork, onCrash, onHopeless, drainMs, successorMs } = options;
  const places = Array.from({ length: count }, (_, i): Place => {
    return { number: i + 1, worker: undefined, failures: 0, timer: undefined };
  });
  /** Also those that do not listen yet, or have been replaced. */
  const running = new Map<WorkerProcess, Place>();
  let stopping = false;

  function launch(place: Place): WorkerProcess {
    const worker = fork(place.number);
    running.set(worker, place);
    void worker.exited.then(() => running.delete(worker));
    return worker;
  }

  /** From now on, the worker of this place; another takes it when this one ends. */
  function settle(place: Place, worker: WorkerProcess): void {
    const startedAt = performance.now();
    clearTimeout(place.timer);
    place.worker = worker;
    void worker.exited.then((ended) => {
      // One that was replaced has ended as it should.
      if (place.worker !== worker) return;
      place.worker = undefined;
      if (!stopping) retry(place, ended, performance.now() - startedAt);
    });
  }

  function retry(place: Place, ended: number | string, livedMs: number): void {
    place.failures = livedMs < startMs ? place.failures + 1 : 1;
    if (place.failures >= hopelessTries) {
      onHopeless(new WorkerEnded(place.number, ended), stop(drainMs));
      return;
    }
    const retryInMs = firstPauseMs * 2 ** (place.failures - 1);
    onCrash(place.number, ended, retryInMs);
    place.timer = setTimeout(() => {
      const worker = launch(place);
      settle(place, worker);
      // However it ends, late ones too, the next takes its place.
      readyWithin(successorMs, worker, place.number).catch(() => {});
    }, retryInMs);
  }

  /** Starts a worker in a place, which is its own once it listens. */
  async function begin(place: Place): Promise<Ready> {
    const worker = launch(place);
    const ready = await worker.ready;
    settle(place, worker);
    return ready;
  }

  async function replace(place: Place): Promise<void> {
    const worker = launch(place);
    await readyWithin(successorMs, worker, place.number);
    const old = place.worker;
    settle(place, worker);
    // Nobody looks for calls in this worker alone: there is nothing to wait for.
    if (old) await drainWorkers([old], drainMs, 0);
  }

  async function stop(withinMs: number): Promise<void> {
    stopping = true;
    for (const { timer } of places) clearTimeout(timer);
    await drainWorkers([...running.keys()], withinMs);
  }

  return {
    async start() {
      const [first, ...others] = places;
      if (first === undefined) return [];
      try {
        // What they all would fail with is told once.
        const ready = await begin(first);
        return [ready, ...(await Promise.all(others.map(begin)))];
      } catch (error) {
        await stop(0);
        throw error;
      }
    },
    async restart() {
      try {
        for (const place of places) if (!stopping) await replace(place);
      } catch (error) {
        // A terminal's SIGTERM ends one that has not begun to listen to any.
        if (!stopping) throw error;
      }
      return !stopping;
    },
    async stop() {
      const all = [...running];
      await stop(drainMs);
      for (const [worker, { number }] of all) await checkEnd(worker, number);
    },
  };
}
