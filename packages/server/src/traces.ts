import { setTimeout as wait } from "node:timers/promises";
import { context, propagation } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";

/** Spans on their way to a collector. */
export interface Traces {
  readonly tracerProvider: TracerProvider;
  /** Sends what is left, if that can be done in two seconds. */
  close(): Promise<void>;
}

/** How long the last spans may take. A collector that is gone keeps no server from stopping. */
const lastSpansMs = 2_000;

/**
 * Sends spans to a collector over OTLP: HTTP, JSON. What else there is to say of
 * it (headers, certificates, the service's name) is in the environment, under
 * OpenTelemetry's own names.
 *
 * @param endpoint `http://127.0.0.1:4318`
 * @param onError told of each batch that is lost.
 *
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function startTraces(endpoint: string, onError: (error: unknown) => void): Traces {
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const exporter = tellingOfErrors(new OTLPTraceExporter({ url }), onError);
  const named = resourceFromAttributes({ "service.name": "user-server" });
  const tracerProvider = new TracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  // So that spans know of each other. Where a program has its own, they stay.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    tracerProvider,
    async close() {
      const sent = tracerProvider.shutdown().then(
        () => true,
        () => false,
      );
      const inTime = await Promise.race([sent, wait(lastSpansMs, false, { ref: false })]);
      if (!inTime) onError(new Error("the collector does not take the last spans"));
    },
  };
}

/** The same exporter; by itself it tells only OpenTelemetry's own log, which nobody reads here. */
function tellingOfErrors(exporter: SpanExporter, onError: (error: unknown) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) onError(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
