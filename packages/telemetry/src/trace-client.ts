import {
  type Attributes,
  type Context,
  context,
  propagation,
  SpanKind,
  trace,
} from "@opentelemetry/api";
import {
  type CallOptions,
  type ClientMiddleware,
  callCancelled,
  isServiceError,
  methodName,
  ServiceError,
} from "@org/user-core";
import { callAttributes, type Method } from "./call-attributes.ts";
import { metricNames, attributes as names } from "./conventions.ts";
import { endSpan, outcomeOf } from "./end-span.ts";
import { createInstruments } from "./instruments.ts";
import type { TelemetryOptions } from "./telemetry-options.ts";

/** Options of {@link traceClient}. */
export interface ClientTelemetryOptions extends TelemetryOptions {
  /** What carries the calls. Default: `grpc`. */
  readonly transport?: "grpc" | "grpc-web" | "connect" | "in-process";
  /** Where the server is, as the client was told. Default: not said. */
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/** A call on its way. */
interface TracedCall {
  /** With the headers that take the span to the server. */
  readonly options: CallOptions;
  /** Runs something with the span active. */
  run<T>(work: () => T): T;
  /** The first time counts. */
  end(error?: unknown): void;
}

/**
 * A span and a duration of every call of a client, and in its request headers
 * what lets the server go on with the span, as the registered propagator writes
 * it (W3C: `traceparent`). A stream's begins when it is first read, and ends with
 * it; one that is left early was cancelled.
 *
 * @example
 * createConnectClient(UserService, { baseUrl, middleware: [traceClient({ transport: "connect" })] });
 */
export function traceClient(options: ClientTelemetryOptions = {}): ClientMiddleware {
  const { transport = "grpc", serverAddress, serverPort } = options;
  const instruments = createInstruments(
    options,
    metricNames.clientCallDuration,
    "How long outgoing calls took",
  );
  const server: Attributes = {
    ...(serverAddress !== undefined && { [names.serverAddress]: serverAddress }),
    ...(serverPort !== undefined && { [names.serverPort]: serverPort }),
  };

  function begin(method: Method, callOptions: CallOptions): TracedCall {
    const since = performance.now();
    const attributes = { ...callAttributes(method, transport), ...server };
    const span = instruments.tracer.startSpan(methodName(method), {
      kind: SpanKind.CLIENT,
      attributes,
    });
    const active = trace.setSpan(context.active(), span);
    let hasEnded = false;
    return {
      options: { ...callOptions, headers: { ...callOptions.headers, ...headersOf(active) } },
      run: (work) => context.with(active, work),
      end(error) {
        if (hasEnded) return;
        hasEnded = true;
        const failure = error === undefined ? undefined : asServiceError(error);
        const outcome = outcomeOf(failure);
        instruments.took(since, { ...attributes, ...outcome });
        endSpan(span, outcome, failure, "client");
      },
    };
  }

  return (next) => ({
    async unary(method, request, callOptions) {
      const call = begin(method, callOptions);
      try {
        const answer = await call.run(() => next.unary(method, request, call.options));
        call.end();
        return answer;
      } catch (error) {
        call.end(error);
        throw error;
      }
    },
    stream: (method, requests, callOptions) =>
      tracedStream(
        () => begin(method, callOptions),
        (call) => next.stream(method, requests, call.options),
      ),
  });
}

/** To be read once, as what it stands for. No generator: one that waits for a message can't be left. */
function tracedStream<T>(
  begin: () => TracedCall,
  open: (call: TracedCall) => AsyncIterable<T>,
): AsyncIterable<T> {
  let call: TracedCall | undefined;
  let messages: AsyncIterator<T> | undefined;
  const iterator: AsyncIterator<T> = {
    async next() {
      call ??= begin();
      const traced = call;
      try {
        const result = await traced.run(() => {
          messages ??= open(traced)[Symbol.asyncIterator]();
          return messages.next();
        });
        if (result.done) traced.end();
        return result;
      } catch (error) {
        traced.end(error);
        throw error;
      }
    },
    async return() {
      call?.end(callCancelled());
      await messages?.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function headersOf(active: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  return headers;
}

/** Clients fail with nothing else; a middleware inside of this one might. */
function asServiceError(error: unknown): ServiceError {
  return isServiceError(error) ? error : new ServiceError("UNKNOWN", "The call failed");
}
