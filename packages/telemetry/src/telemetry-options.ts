import type { MeterProvider, TracerProvider } from "@opentelemetry/api";

/** Who takes the spans and metrics. */
export interface TelemetryOptions {
  /** Default: the one registered with `@opentelemetry/api`; none, none. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the one registered with `@opentelemetry/api` at the first call. */
  readonly meterProvider?: MeterProvider;
}
