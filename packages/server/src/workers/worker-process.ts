import cluster from "node:cluster";
import { once } from "node:events";
import { isReadyMessage, type Ready, type StopMessage } from "./messages.ts";
import { workerVariable } from "./worker-number.ts";

/** A worker as the primary has it. */
export interface WorkerProcess {
  /** Rejects with a {@link WorkerEnded} if it ends before it listens. */
  readonly ready: Promise<Ready>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** Has it drain and end; after a delay of this many milliseconds instead of its own. */
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

/** Starts a worker: this program, with these arguments, told its number. It does not outlive this process. */
export function forkWorker(number: number, args: readonly string[]): WorkerProcess {
  cluster.setupPrimary({ args: [...args] });
  const worker = cluster.fork({ [workerVariable]: String(number) });
  // Of a message to one that is going; that it goes is told by its exit.
  worker.on("error", () => {});
  const exited = once(worker, "exit").then(([code, signal]) => code ?? signal);
  const ready = new Promise<Ready>((resolve, reject) => {
    worker.on("message", (message: unknown) => {
      if (isReadyMessage(message)) resolve(message.ready);
    });
    void exited.then((ended) => reject(new WorkerEnded(number, ended)));
  });
  // Who does not wait for it hears of its exit.
  ready.catch(() => {});
  return {
    ready,
    exited,
    stop(delayMs) {
      const message: StopMessage = { stop: delayMs === undefined ? {} : { delayMs } };
      if (worker.isConnected()) worker.send(message);
    },
    kill: () => void worker.process.kill("SIGKILL"),
  };
}
