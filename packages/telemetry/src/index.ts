export type { SpanIds } from "./active-span-ids.ts";
export { activeSpanIds } from "./active-span-ids.ts";
export { metricNames } from "./conventions.ts";
export type { TelemetryOptions } from "./telemetry-options.ts";
export { traceCalls } from "./trace-calls.ts";
export type { ClientTelemetryOptions } from "./trace-client.ts";
export { traceClient } from "./trace-client.ts";
export type { StoreTelemetryOptions } from "./trace-store.ts";
export { traceStore } from "./trace-store.ts";
