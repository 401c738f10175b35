import {
  type BoundService,
  createDrain,
  createHealthService,
  createReadiness,
  createReflectionServices,
  createUserService,
  type Drain,
  type DrainOptions,
  logCalls,
  type Middleware,
  type PruningOptions,
  startPruning,
  type UserStore,
} from "@org/user-core";
import { createPasswordHasher } from "@org/user-passwords";
import type { Logger } from "pino";
import { authenticationOf, authorizationOf } from "./authentication.ts";
import { startDemo } from "./demo.ts";
import { listen } from "./listen.ts";
import type { Listening } from "./listening.ts";
import { type LoadLimits, loadLimits } from "./load-limits.ts";
import { createLogger, logRecord } from "./log.ts";
import { narrowConnections } from "./narrow-connections.ts";
import { openStore } from "./open-store.ts";
import type { ServeOptions } from "./options.ts";
import type { Telemetry } from "./telemetry.ts";

/** A server that runs. */
export interface Running {
  readonly address: string;
  /** Where metrics are to be had, if anywhere. */
  readonly metricsAddress: string | undefined;
  /**
   * Says NOT_SERVING, and goes on for `drainDelayMs`; then accepts nothing new,
   * lets calls finish, ends watches with UNAVAILABLE, and after `graceMs`
   * everything else too; then closes the store.
   */
  stop(): Promise<void>;
}

/** Starts a server: store, service, transport, demonstration. */
export async function serve(options: ServeOptions): Promise<Running> {
  const log = createLogger(options.logLevel);
  const telemetry = await telemetryOf(options, log);
  const store = await openStore(options.store).catch(async (error: unknown) => {
    await telemetry?.close();
    throw error;
  });
  const drain = createDrain();
  let narrow = (_streams: number): void => {};
  const narrowing = narrowConnections({ limitStreams: (most) => narrow(most) });
  const limits = loadLimits(options, log, narrowing.overloaded);
  const services = servicesOf({ store, drain, limits, log, telemetry }, options);
  const listening = await listen(services, options).catch(async (error: unknown) => {
    await store.close();
    await telemetry?.close();
    throw error;
  });
  narrow = listening.limitStreams ?? narrow;
  const stopPruning = startPruning(store, {
    ...retentionOf(options),
    onError: (error) => log.error({ err: error }, "pruning failed"),
  });
  const stopDemo = options.demo
    ? await startDemo(store, (error) => log.warn({ err: error }, "demo change failed"))
    : () => {};
  return {
    address: listening.address,
    metricsAddress: telemetry?.metricsAddress,
    async stop() {
      stopDemo();
      stopPruning();
      await drain.drain(drainOf(listening, options));
      await store.close();
      await telemetry?.close();
      log.flush();
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
async function telemetryOf(options: ServeOptions, log: Logger): Promise<Telemetry | undefined> {
  if (options.metricsPort === undefined && options.otlpEndpoint === undefined) return undefined;
  const { startTelemetry } = await import("./telemetry.ts");
  return startTelemetry(options, (error) => log.warn({ err: error }, "sending spans failed"));
}

/** What the services are made of. */
interface Parts {
  readonly store: UserStore;
  readonly drain: Drain;
  readonly limits: LoadLimits;
  readonly log: Logger;
  readonly telemetry: Telemetry | undefined;
}

/** The users, their health, and where it is on the description of both. */
function servicesOf(parts: Parts, options: ServeOptions): BoundService[] {
  const { store, drain, limits, telemetry } = parts;
  const middleware = [...middlewareOf(parts, options), ...limits.middleware];
  const { services } = createUserService({
    store: telemetry?.withStore(store) ?? store,
    hasher: createPasswordHasher(),
    middleware: [...middleware, ...authorizationOf(options)],
    admit: limits.admit,
  });
  // Probes have no tokens, and would fill the log.
  const readiness = createReadiness({ check: () => store.check(), drain });
  const health = createHealthService({ readiness, services });
  const all = [...services, health];
  return options.reflection
    ? [...all, ...createReflectionServices({ services: all, middleware })]
    : all;
}

function middlewareOf({ drain, log, telemetry }: Parts, options: ServeOptions): Middleware[] {
  const logging = log.isLevelEnabled("info") || log.isLevelEnabled("error");
  return [
    // First, so that a line of the log has the span of its call.
    ...(telemetry ? [telemetry.middleware] : []),
    ...(logging ? [logCalls((record) => logRecord(log, record, telemetry?.activeSpan()))] : []),
    drain.middleware,
    ...authenticationOf(options, (error) => log.warn({ err: error }, "fetching keys failed")),
  ];
}

function drainOf({ stop, abort }: Listening, options: ServeOptions): DrainOptions {
  const { drainDelayMs: delayMs, graceMs } = options;
  return { delayMs, graceMs, servers: [{ close: stop, destroy: abort }] };
}
