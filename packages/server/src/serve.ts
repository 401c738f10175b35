import {
  type BoundService,
  createDrain,
  createHealthService,
  createProbes,
  createReadiness,
  createReflectionServices,
  createUserService,
  type Drain,
  logCalls,
  type Middleware,
  type Probes,
  type PruningOptions,
  type Readiness,
  startPruning,
  type UserStore,
} from "@org/user-core";
import { createPasswordHasher } from "@org/user-passwords";
import type { Logger } from "pino";
import { authenticationOf, authorizationOf } from "./authentication.ts";
import { startDemo } from "./demo.ts";
import { listen } from "./listen.ts";
import { type LoadLimits, loadLimits } from "./load-limits.ts";
import { createLogger, logRecord } from "./log.ts";
import { narrowConnections } from "./narrow-connections.ts";
import { openStore } from "./open-store.ts";
import type { ServeOptions } from "./options.ts";
import type { Telemetry } from "./telemetry.ts";
import { proxiesOf } from "./trusted-proxies.ts";

/** A server that runs. */
export interface Running {
  readonly address: string;
  /** Where metrics are to be had, if anywhere. */
  readonly metricsAddress: string | undefined;
  /**
   * Says NOT_SERVING, and goes on for `drainDelayMs`; then accepts nothing new,
   * lets calls finish, ends watches with UNAVAILABLE, and after `graceMs`
   * everything else too; then closes the store.
   *
   * @param delayMs instead of `drainDelayMs`, for one in whose place there is another:
   * that answers from now on where both had metrics and probes, or it would seem to stop too.
   */
  stop(delayMs?: number): Promise<void>;
}

/** Starts a server: store, service, transport, demonstration. Leaves nothing open if it can't. */
export async function serve(options: ServeOptions): Promise<Running> {
  const begun: (() => unknown)[] = [];
  try {
    return await start(options, begun);
  } catch (error) {
    // What it could not start for is what is told, whatever else fails now.
    await inTurn(begun.reverse()).catch(() => {});
    throw error;
  }
}

/** Does all of it, whatever becomes of what was before. @throws what failed first. */
async function inTurn(all: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of all) {
    try {
      await each();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** @param begun gets how to end each part that has begun. */
async function start(options: ServeOptions, begun: (() => unknown)[]): Promise<Running> {
  const log = createLogger(options.logLevel);
  const store = await openStore(options.store, { cancelReads: options.cancelReads });
  begun.push(() => store.close());
  const drain = createDrain();
  const readiness = createReadiness({
    ...{ check: () => store.check(), drain },
    onError(error) {
      if (!drain.draining) log.warn({ err: error }, "checking the store failed");
    },
  });
  const probes = createProbes(readiness);
  const telemetry = await telemetryOf(options, log, probes);
  begun.push(() => telemetry?.close());
  let narrow = (_streams: number): void => {};
  const narrowing = narrowConnections({ limitStreams: (most) => narrow(most) });
  const limits = loadLimits(options, log, narrowing.overloaded);
  const authentication = await authenticationOf(options, (error) =>
    log.warn({ err: error }, "fetching keys failed"),
  );
  const parts = { store, drain, readiness, limits, log, telemetry, authentication };
  const services = servicesOf(parts, options);
  const listening = await listen(services, options, probes);
  begun.push(() => listening.destroy());
  narrow = listening.limitStreams ?? narrow;
  const stopPruning = startPruning(store, {
    ...retentionOf(options),
    onError: (error) => log.error({ err: error }, "pruning failed"),
  });
  begun.push(stopPruning);
  const stopDemo = options.demo
    ? await startDemo(store, (error) => log.warn({ err: error }, "demo change failed"))
    : () => {};
  return {
    address: listening.address,
    metricsAddress: telemetry?.metricsAddress,
    async stop(delayMs) {
      if (delayMs !== undefined) telemetry?.stopListening();
      stopDemo();
      stopPruning();
      const { graceMs } = options;
      const limits = { delayMs: delayMs ?? options.drainDelayMs, graceMs };
      log.info(limits, "stopping");
      await inTurn([
        () => drain.drain({ ...limits, servers: [listening] }),
        () => store.close(),
        () => telemetry?.close(),
        () => log.info("stopped"),
      ]);
    },
  };
}

/** How long what is kept, and to look so often that it is not kept much longer. */
function retentionOf({ eventRetentionMs, requestIdRetentionMs }: ServeOptions): PruningOptions {
  const shortestMs = Math.min(eventRetentionMs, requestIdRetentionMs);
  const intervalMs = Math.min(Math.max(shortestMs / 10, 1_000), 3_600_000);
  return { eventRetentionMs, requestIdRetentionMs, intervalMs };
}

/** Loaded by who asks for it: others start sooner. */
async function telemetryOf(
  options: ServeOptions,
  log: Logger,
  probes: Probes,
): Promise<Telemetry | undefined> {
  if (options.metricsPort === undefined && options.otlpEndpoint === undefined) return undefined;
  const { startTelemetry } = await import("./telemetry.ts");
  const onError = (error: unknown) => log.warn({ err: error }, "sending spans failed");
  return startTelemetry(options, onError, probes);
}

/** What the services are made of. */
interface Parts {
  readonly store: UserStore;
  readonly drain: Drain;
  readonly readiness: Readiness;
  readonly limits: LoadLimits;
  readonly log: Logger;
  readonly telemetry: Telemetry | undefined;
  readonly authentication: readonly Middleware[];
}

/** The users, their health, and where it is on the description of both. */
function servicesOf(parts: Parts, options: ServeOptions): BoundService[] {
  const { store, readiness, limits, telemetry } = parts;
  const middleware = [...proxiesOf(options), ...middlewareOf(parts), ...limits.middleware];
  const { services } = createUserService({
    store: telemetry?.withStore(store) ?? store,
    hasher: createPasswordHasher(),
    middleware: [...middleware, ...authorizationOf(options)],
    admit: limits.admit,
  });
  // Probes have no tokens, and would fill the log.
  const health = createHealthService({ readiness, services });
  const all = [...services, health];
  return options.reflection
    ? [...all, ...createReflectionServices({ services: all, middleware })]
    : all;
}

function middlewareOf({ drain, log, telemetry, authentication }: Parts): Middleware[] {
  const logging = log.isLevelEnabled("info") || log.isLevelEnabled("error");
  return [
    // Before the log, so that a line of it has the span of its call.
    ...(telemetry ? [telemetry.middleware] : []),
    ...(logging ? [logCalls((record) => logRecord(log, record, telemetry?.activeSpan()))] : []),
    drain.middleware,
    ...authentication,
  ];
}
