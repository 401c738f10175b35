/** The span that a caller makes a call in, as its `traceparent` header names it. */
export interface TraceParent {
  /** 32 hexadecimal digits in lower case. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
}

/** Version, trace, span, flags, and what versions to come have after them. */
const traceparent =
  /^(?!ff)([0-9a-f]{2})-(?!0+-)([0-9a-f]{32})-(?!0+-)([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/**
 * Reads a `traceparent` header. One that is not well formed counts as none: a
 * call does not fail for what its caller says of itself.
 *
 * Source: https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function parseTraceParent(header: string | null): TraceParent | undefined {
  const [, version, traceId, spanId, more] = traceparent.exec(header ?? "") ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return version === "00" && more !== undefined ? undefined : { traceId, spanId };
}
