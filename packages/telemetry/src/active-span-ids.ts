import { isSpanContextValid, trace } from "@opentelemetry/api";

/** Of what trace and span a line of a log is, in the names that OpenTelemetry has for it. */
export interface SpanIds {
  readonly trace_id: string;
  readonly span_id: string;
}

/**
 * The ids of the span that is active, for a line of a log, so that the trace leads
 * to the log and back; `undefined` if there is none. Behind `traceCalls` that is
 * the span of the call.
 *
 * @example
 * const log = logCalls((record) => logger.info({ ...record, ...activeSpanIds() }));
 * createUserService({ store, middleware: [traceCalls(), log] });
 *
 * Source: https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export function activeSpanIds(): SpanIds | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  if (active === undefined || !isSpanContextValid(active)) return undefined;
  return { trace_id: active.traceId, span_id: active.spanId };
}
