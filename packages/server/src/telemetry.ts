import type { Middleware, Probes, UserStore } from "@org/user-core";
import {
  activeSpanIds,
  type SpanIds,
  type TelemetryOptions,
  traceCalls,
  traceStore,
} from "@org/user-telemetry";
import type { ServeOptions } from "./options.ts";

/** Durations and spans of calls and of the store, and who gets them. */
export interface Telemetry {
  /** Where metrics are to be had, if anywhere. */
  readonly metricsAddress: string | undefined;
  readonly middleware: Middleware;
  /** The same store, with its operations noted. */
  withStore(store: UserStore): UserStore;
  /** The span of the call that is being served, if calls have spans. */
  activeSpan(): SpanIds | undefined;
  /** Leaves the metrics' port to others. */
  stopListening(): void;
  close(): Promise<void>;
}

/** What of the options says what is noted, of what store. */
export type TelemetryServeOptions = Pick<
  ServeOptions,
  "host" | "metricsPort" | "otlpEndpoint" | "store"
>;

/**
 * Starts what the options ask for, metrics or spans or both; neither loads what
 * only the other needs.
 *
 * @param onError told of spans that are lost.
 * @param probes answered beside the metrics.
 * @throws UsageError if the metrics' address can't be had.
 */
export async function startTelemetry(
  { host, metricsPort: port, otlpEndpoint, store }: TelemetryServeOptions,
  onError: (error: unknown) => void,
  probes: Probes,
): Promise<Telemetry> {
  const metrics =
    port === undefined
      ? undefined
      : await (await import("./metrics.ts")).startMetrics({ host, port, probes });
  const traces =
    otlpEndpoint === undefined
      ? undefined
      : (await import("./traces.ts")).startTraces(otlpEndpoint, onError);
  const providers: TelemetryOptions = {
    ...(metrics && { meterProvider: metrics.meterProvider }),
    ...(traces && { tracerProvider: traces.tracerProvider }),
  };
  return {
    metricsAddress: metrics?.address,
    middleware: traceCalls(providers),
    withStore: (inner) => traceStore(inner, { ...providers, system: systemOf(store) }),
    activeSpan: activeSpanIds,
    stopListening: () => metrics?.stopListening(),
    async close() {
      await Promise.all([metrics?.close(), traces?.close()]);
    },
  };
}

/** `db.system.name` of a store. */
function systemOf(store: string): string {
  const [scheme = ""] = store.split(":", 1);
  return scheme.startsWith("postgres") ? "postgresql" : scheme;
}
