import { type Attributes, type Span, SpanStatusCode } from "@opentelemetry/api";
import type { ServiceError, StatusCode } from "@org/user-core";
import { attributes as names } from "./conventions.ts";

/**
 * Codes that are a server's fault; the others are its caller's.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/#grpc-status
 */
const serverFaults: ReadonlySet<StatusCode> = new Set([
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

/** What became of a call, for spans and metrics alike. */
export function outcomeOf(error: ServiceError | undefined): Attributes {
  if (error === undefined) return { [names.rpcStatusCode]: "OK" };
  return { [names.rpcStatusCode]: error.code, [names.errorType]: error.code };
}

/**
 * Ends a span with what became of its call. Of an error it has code, reason and
 * the sentence that callers get, never its cause: that is for the log.
 */
export function endSpan(
  span: Span,
  outcome: Attributes,
  error: ServiceError | undefined,
  side: "client" | "server",
): void {
  span.setAttributes(outcome);
  if (error !== undefined) {
    if (error.reason !== "") span.setAttribute(names.errorReason, error.reason);
    const { code, message } = error;
    if (side === "client" || serverFaults.has(code)) {
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
  }
  span.end();
}
