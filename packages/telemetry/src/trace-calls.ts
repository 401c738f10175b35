import { context, propagation, SpanKind, type TextMapGetter, trace } from "@opentelemetry/api";
import {
  type Call,
  type Middleware,
  methodName,
  type RequestHeaders,
  type ServiceError,
  toServiceError,
} from "@org/user-core";
import { callAttributes, peerAttributes } from "./call-attributes.ts";
import { metricNames, attributes as names } from "./conventions.ts";
import { endSpan, outcomeOf } from "./end-span.ts";
import { createInstruments } from "./instruments.ts";
import type { TelemetryOptions } from "./telemetry-options.ts";

const requestHeaders: TextMapGetter<RequestHeaders> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  // Propagators ask by name; the headers of a call can't be listed.
  keys: () => [],
};

/**
 * A span and a duration of every call, over every transport. The span goes on
 * from the caller's, which the registered propagator finds in the request
 * headers (W3C: `traceparent`), and is active in everything inside of it. List it
 * first, so that it sees what the others refuse.
 *
 * A call that its caller got wrong (NOT_FOUND, UNAUTHENTICATED, …) is no failed
 * span; one that the server got wrong is.
 *
 * @example
 * createUserService({ store, middleware: [traceCalls(), logCalls(log)] });
 */
export function traceCalls(options: TelemetryOptions = {}): Middleware {
  const { tracer, took } = createInstruments(
    options,
    metricNames.serverCallDuration,
    "How long incoming calls took",
  );

  return async (call, proceed) => {
    const since = performance.now();
    const known = callAttributes(call.method, call.transport);
    const caller = propagation.extract(context.active(), call.requestHeaders, requestHeaders);
    const attributes = { ...known, ...peerAttributes(call.peer) };
    const span = tracer.startSpan(
      methodName(call.method),
      { kind: SpanKind.SERVER, attributes },
      caller,
    );
    const end = (error: ServiceError | undefined) => {
      const outcome = outcomeOf(error);
      took(since, { ...known, ...outcome });
      span.setAttributes(messagesOf(call));
      endSpan(span, outcome, error, "server");
    };
    try {
      await context.with(trace.setSpan(caller, span), proceed);
    } catch (error) {
      // As the caller gets it, with the same id, and without what is not for his eyes.
      end(toServiceError(error, call));
      throw error;
    }
    end(undefined);
  };
}

function messagesOf({ messagesReceived, messagesSent }: Call) {
  return { [names.messagesReceived]: messagesReceived, [names.messagesSent]: messagesSent };
}
