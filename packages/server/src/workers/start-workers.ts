import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { isServiceError } from "@org/user-core";
import type { Logger } from "pino";
import { authorityOf, cannotListen } from "../listening.ts";
import { createLogger } from "../log.ts";
import { openStore } from "../open-store.ts";
import type { ServeOptions } from "../options.ts";
import type { Ready } from "./messages.ts";
import { type Supervisor, type SupervisorOptions, supervise } from "./supervise.ts";
import { forkWorker } from "./worker-process.ts";

/** Workers that run, as one server. */
export interface RunningWorkers {
  /** Where each listens: the address is everybody's. */
  readonly ready: readonly Ready[];
  /** Drains all of them. @throws WorkerEnded if one could not stop. */
  stop(): Promise<void>;
  /** Replaces them one after the other; what goes wrong is in the log, and leaves the old ones. */
  restart(): Promise<void>;
}

/** What a worker that drains may take beyond its time, before it is killed. */
const lateMs = 5_000;
/** As systemd's `DefaultTimeoutStartSec`: what has not started by then hangs, on however busy a machine. */
const successorMs = 90_000;

/**
 * Starts as many processes of this program as the options say, on one port.
 *
 * @param args of each: those of this process.
 * @param onHopeless told when one keeps ending at its start, and of the end of the others.
 * @throws UsageError, ServiceError or WorkerEnded if they can't be started.
 */
export async function startWorkers(
  options: ServeOptions,
  args: readonly string[],
  onHopeless: SupervisorOptions["onHopeless"],
): Promise<RunningWorkers> {
  const log = createLogger(options.logLevel);
  // Once, and before any worker: several would wait for each other.
  await (await openStore(options.store)).close();
  const port = await portOf(options);
  const supervisor = supervise({
    count: options.workers,
    fork: (number) => forkWorker({ number, port }, args),
    onCrash: (worker, ended, retryInMs) =>
      log.error({ worker, ended, retryInMs }, "a worker ended; another takes its place"),
    drainMs: options.drainDelayMs + options.graceMs + lateMs,
    successorMs,
    onHopeless,
  });
  const ready = await supervisor.start();
  return {
    ready,
    stop: supervisor.stop,
    restart: oneAtATime(supervisor, log),
  };
}

/** A port that workers share has to be known before they ask for it: each would get its own. */
async function portOf({ host, port }: ServeOptions): Promise<number> {
  if (port !== 0) return port;
  const server = createServer().listen(0, host);
  await once(server, "listening").catch((error: unknown) => {
    throw cannotListen(authorityOf({ host }, 0), String(error));
  });
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return free;
}

/** Those who ask for a restart while one goes on get one more after it: something may have changed. */
function oneAtATime(supervisor: Supervisor, log: Logger): () => Promise<void> {
  let last = Promise.resolve();
  /** The one that has not begun. */
  let next: Promise<void> | undefined;
  const restart = async () => {
    next = undefined;
    try {
      if (await supervisor.restart()) log.info("workers restarted");
    } catch (error) {
      const told = isServiceError(error) ? error.message : error;
      log.error({ err: told }, "workers could not be restarted; the old ones go on");
    }
  };
  return () => {
    next ??= last.then(restart);
    last = next;
    return last;
  };
}
