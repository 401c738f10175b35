import { WorkerEnded, WorkerLate, type WorkerProcess } from "./worker-process.ts";

/**
 * One that was still starting may end as it likes: a terminal's signal reaches it before it listens to any.
 *
 * @throws WorkerEnded if one that served did not end with 0.
 */
export async function checkEnd({ ready, exited }: WorkerProcess, number: number): Promise<void> {
  const [[{ status }], ended] = await Promise.all([Promise.allSettled([ready]), exited]);
  if (status === "fulfilled" && ended !== 0) throw new WorkerEnded(number, ended);
}

/** Kills one that does not listen in so many milliseconds. @throws WorkerLate, or WorkerEnded if it ends before. */
export async function readyWithin(
  ms: number,
  worker: WorkerProcess,
  number: number,
): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new WorkerLate(number, ms));
    worker.kill();
  }, ms);
  await Promise.race([worker.ready, late.promise]).finally(() => clearTimeout(timer));
}

/** Resolves when all of them have ended; those that have not in so many milliseconds are killed. */
export async function drainWorkers(
  workers: readonly WorkerProcess[],
  withinMs: number,
  delayMs?: number,
): Promise<void> {
  for (const worker of workers) worker.stop(delayMs);
  const timer = setTimeout(() => {
    for (const worker of workers) worker.kill();
  }, withinMs);
  await Promise.all(workers.map(({ exited }) => exited));
  clearTimeout(timer);
}
