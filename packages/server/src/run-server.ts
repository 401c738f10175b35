import { fail } from "./failing.ts";
import { greeting } from "./greeting.ts";
import { onHangUp } from "./hang-up.ts";
import { createLogger, exitWhenLogged } from "./log.ts";
import type { ServeOptions } from "./options.ts";
import { type Running, serve } from "./serve.ts";
import { isStopMessage, type ReadyMessage } from "./workers/messages.ts";
import { type WorkerPlace, workerPlace } from "./workers/worker-place.ts";

/**
 * Runs the server of these options until a signal stops it: in this process, in as
 * many workers as they say, or, in a process that was started as one of those, as it.
 *
 * Resolves once it listens; the process then ends by itself, with 0 after a
 * graceful stop.
 *
 * @param args this process's own, from which workers are started.
 */
export async function runServer(options: ServeOptions, args: readonly string[]): Promise<void> {
  const place = workerPlace(process.env);
  if (place !== undefined) return runWorker(options, place);
  if (options.workers > 1) return runWorkers(options, args);
  const log = createLogger(options.logLevel);
  let stop = endNow;
  // From the first moment: as by default it would end this process, with all its calls.
  onHangUp({
    onReload: () => log.warn("SIGHUP: without --workers there is nothing to reload"),
    onGone: () => stop(),
  });
  const running = await serve(options);
  stop = stopOnSignals(() => running.stop());
  greet(options, [running]);
}

/** What a stop is while nothing runs yet. */
function endNow(): void {
  process.exit(1);
}

type Addresses = Pick<Running, "address" | "metricsAddress">;

function greet(options: ServeOptions, all: readonly Addresses[]): void {
  const [first] = all;
  if (first === undefined) return;
  console.log(greeting(first.address, options));
  for (const { metricsAddress } of all) {
    if (metricsAddress !== undefined) console.log(`metrics at ${metricsAddress}`);
  }
}

async function runWorkers(options: ServeOptions, args: readonly string[]): Promise<void> {
  // Not loaded where there are none: the server is to start quickly.
  const { startWorkers } = await import("./workers/start-workers.ts");
  const { WorkerEnded } = await import("./workers/worker-process.ts");
  const end = (thrown: unknown) => {
    // What it was has been said, by the worker.
    if (thrown instanceof WorkerEnded) process.exit(thrown.exitCode);
    fail(thrown);
  };
  const hopeless = (error: Error, stopped: Promise<void>) => {
    console.error(`user-server: ${error.message} again and again at its start`);
    // Not the worker's own code: this command line was good when the program started.
    void stopped.finally(() => process.exit(1));
  };
  const starting = startWorkers(options, args, hopeless).catch(end);
  let stop = endNow;
  onHangUp({
    // Those that are starting may have read before what has changed.
    onReload: () => void starting.then((running) => running?.restart()),
    onGone: () => stop(),
  });
  const running = await starting;
  if (running === undefined) return;
  stop = stopOnSignals(() =>
    running.stop().catch((thrown: unknown) => {
      if (thrown instanceof WorkerEnded) console.error(`user-server: ${thrown.message}`);
      end(thrown);
    }),
  );
  greet(options, running.ready);
}

async function runWorker(options: ServeOptions, { number, port }: WorkerPlace): Promise<void> {
  // Terminals tell all processes; what is to be done is said by the primary.
  onHangUp({ onReload() {}, onGone() {} });
  const { default: cluster } = await import("node:cluster");
  // Of a primary that has gone, with which this process ends by itself; but it may be writing to it.
  cluster.worker?.on("error", () => process.exit(1));
  const { metricsPort: first } = options;
  const running = await serve({
    ...{ ...options, port },
    metricsPort: first === undefined || first === 0 ? first : first + number - 1,
    demo: options.demo && number === 1,
  });
  const stop = stopOnSignals((delayMs) => running.stop(delayMs));
  process.on("message", (message) => {
    if (isStopMessage(message)) stop(message.stop.delayMs);
  });
  const { address, metricsAddress } = running;
  const message: ReadyMessage = { ready: { address, metricsAddress } };
  process.send?.(message);
}

/** Stops on the first signal, or when the returned function is called; a second signal does not wait. */
function stopOnSignals(stop: (delayMs?: number) => Promise<void>): (delayMs?: number) => void {
  let [stopping, signalled] = [false, false];
  const begin = (delayMs?: number) => {
    if (stopping) return;
    stopping = true;
    stop(delayMs).then(() => exitWhenLogged(0), fail);
  };
  const onSignal = () => {
    if (signalled) return void exitWhenLogged(1);
    signalled = true;
    begin();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return begin;
}
