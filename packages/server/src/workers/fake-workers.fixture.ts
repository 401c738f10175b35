import { expect, vi } from "vitest";
import { type Supervisor, supervise } from "./supervise.ts";
import { WorkerEnded, type WorkerProcess } from "./worker-process.ts";

type FakeWorker = ReturnType<typeof fakeWorker>;

/** A supervisor of workers that do as a test says, over a clock that the test owns. */
export interface SupervisedFakes {
  readonly supervisor: Supervisor;
  /** All that were started, in this order. */
  readonly workers: readonly FakeWorker[];
  /** What became of workers: `fork 1`, `stop 1 0`, `crash 1 SIGSEGV 100`. */
  readonly log: string[];
  readonly onHopeless: ReturnType<typeof vi.fn>;
  /** The worker that was started last. */
  last(): FakeWorker;
  settle(): Promise<unknown>;
  /** Starts all, each of which listens at once. */
  run(): Promise<void>;
}

/** A worker that does as a test says. */
function fakeWorker(number: number, log: string[]) {
  const ready = Promise.withResolvers<{ address: string; metricsAddress: undefined }>();
  const exited = Promise.withResolvers<number | string>();
  ready.promise.catch(() => {});
  void exited.promise.then((ended) => ready.reject(new WorkerEnded(number, ended)));
  const process: WorkerProcess = {
    ready: ready.promise,
    exited: exited.promise,
    stop: (delayMs) => void log.push(`stop ${number} ${delayMs}`),
    kill: () => exited.resolve("SIGKILL"),
  };
  const listen = () => ready.resolve({ address: `a${number}`, metricsAddress: undefined });
  return { number, process, listen, exit: exited.resolve };
}

/** A supervisor of so many workers, which do as the test says; nothing runs yet. */
export function superviseFakes(count: number): SupervisedFakes {
  const log: string[] = [];
  const workers: FakeWorker[] = [];
  const onHopeless = vi.fn();
  const supervisor = supervise({
    count,
    fork(number) {
      log.push(`fork ${number}`);
      const worker = fakeWorker(number, log);
      workers.push(worker);
      return worker.process;
    },
    onCrash: (number, ended, retryInMs) => log.push(`crash ${number} ${ended} ${retryInMs}`),
    drainMs: 10_000,
    successorMs: 60_000,
    onHopeless,
  });
  const last = () => workers.at(-1) ?? expect.fail("no worker");
  const settle = () => vi.advanceTimersByTimeAsync(0);
  async function run(): Promise<void> {
    const started = supervisor.start();
    for (let n = 0; n < count; n += 1) {
      workers[n]?.listen();
      await settle();
    }
    for (const worker of workers) worker.listen();
    await started;
    log.length = 0;
  }
  return { supervisor, workers, log, onHopeless, last, settle, run };
}
