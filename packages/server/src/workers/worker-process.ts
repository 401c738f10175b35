import cluster from "node:cluster";
import { isReadyMessage, type Ready, type StopMessage } from "./messages.ts";
import { environmentOf, type WorkerPlace } from "./worker-place.ts";

/** A worker as the primary has it. */
export interface WorkerProcess {
  /** Rejects with a {@link WorkerEnded} if it ends before it listens. */
  readonly ready: Promise<Ready>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** Has it drain and end, once it listens; after a delay of this many milliseconds instead of its own. */
  stop(delayMs?: number): void;
  /** Ends it at once. */
  kill(): void;
}

/** A worker ended that was not to. It has said why itself, where it could. */
export class WorkerEnded extends Error {
  override readonly name = "WorkerEnded";
  /** What the program is to end with: the worker's own code, 1 for a signal. */
  readonly exitCode: number;

  constructor(number: number, ended: number | string) {
    super(`worker ${number} ended with ${ended}`);
    this.exitCode = typeof ended === "number" && ended !== 0 ? ended : 1;
  }
}

/** A worker was to listen, and took too long to. */
export class WorkerLate extends Error {
  override readonly name = "WorkerLate";

  constructor(number: number, withinMs: number) {
    super(`worker ${number} did not listen within ${withinMs / 1_000} s`);
  }
}

/** Starts a worker: this program, with these arguments, told its place. It does not outlive this process. */
export function forkWorker(place: WorkerPlace, args: readonly string[]): WorkerProcess {
  cluster.setupPrimary({ args: [...args] });
  const worker = cluster.fork(environmentOf(place));
  const exited = new Promise<number | string>((resolve) => {
    worker.once("exit", (code, signal) => resolve(code ?? signal));
    worker.on("error", () => {
      // Else it is of a message to one that is going, which is told by its exit.
      if (worker.process.pid === undefined) resolve("no process");
    });
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    worker.on("message", (message: unknown) => {
      if (isReadyMessage(message)) resolve(message.ready);
    });
    void exited.then((ended) => reject(new WorkerEnded(place.number, ended)));
  });
  // Who does not wait for it hears of its exit.
  ready.catch(() => {});
  const send = (message: StopMessage) => {
    if (worker.isConnected()) worker.send(message);
  };
  return {
    ready,
    exited,
    stop(delayMs) {
      const message: StopMessage = { stop: delayMs === undefined ? {} : { delayMs } };
      // Before it listens it does not hear either; one that never does has ended.
      ready.then(
        () => send(message),
        () => {},
      );
    },
    kill: () => void worker.process.kill("SIGKILL"),
  };
}
