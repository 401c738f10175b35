import {
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  type Message,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import {
  type CallOptions,
  type ClientTransport,
  callCancelled,
  isServiceError,
  ServiceError,
} from "@org/user-core";
import { invalidArgument } from "./protocols/refusals.ts";
import { createRequestSource } from "./request-source.ts";
import { withRetries } from "./retries.ts";
import { errorOf } from "./status.ts";

/** What a client asks of its transport. */
export interface ConnectTransportOptions {
  /** Tries of a unary call that fails with UNAVAILABLE and has no side effects, or that no server has begun. */
  readonly maxAttempts: number;
  /** Whether its HTTP can send a request while it receives the response. Default: true. */
  readonly streamsRequests?: boolean;
}

/** Carries a client's calls over one of Connect-ES's transports. */
export function connectTransport(
  transport: Transport,
  { maxAttempts, streamsRequests = true }: ConnectTransportOptions,
): ClientTransport {
  return {
    unary: (method, request, options) =>
      withRetries(method, maxAttempts, options, (attempt) =>
        callUnary(transport, method, request, attempt),
      ),
    stream: (method, requests, options) =>
      streamsRequests || method.methodKind === "server_streaming"
        ? callStream(transport, method, requests, options)
        : failing(noRequestStreams()),
  };
}

async function callUnary(
  transport: Transport,
  method: DescMethod,
  request: Message,
  options: CallOptions,
): Promise<Message> {
  const { signal } = options;
  if (signal?.aborted) throw callCancelled();
  const [timeoutMs, headers] = [timeoutOf(options), headersOf(options)];
  try {
    // The client has found that the method is of this kind.
    const unary = method as DescMethodUnary;
    const response = await transport.unary(unary, signal, timeoutMs, headers, request);
    options.onHeaders?.(response.header);
    options.onTrailers?.(response.trailer);
    return response.message;
  } catch (error) {
    throw clientError(error, method, signal, request);
  }
}

async function* callStream(
  transport: Transport,
  method: DescMethod,
  requests: AsyncIterable<Message>,
  options: CallOptions,
): AsyncGenerator<Message, void, undefined> {
  if (options.signal?.aborted) throw callCancelled();
  const left = new AbortController();
  const cancel = () => left.abort();
  options.signal?.addEventListener("abort", cancel, { once: true });
  const [timeoutMs, headers] = [timeoutOf(options), headersOf(options)];
  const source = createRequestSource(requests, left.signal);
  try {
    const streaming = method as DescMethodStreaming;
    const response = await transport.stream(streaming, left.signal, timeoutMs, headers, source);
    options.onHeaders?.(response.header);
    yield* response.message;
    options.onTrailers?.(response.trailer);
  } catch (error) {
    throw source.failure ?? clientError(error, method, options.signal, source.last);
  } finally {
    options.signal?.removeEventListener("abort", cancel);
    left.abort();
  }
}

function noRequestStreams(): ServiceError {
  const message = "The fetch API can't send a stream of requests";
  return new ServiceError("UNIMPLEMENTED", message, { reason: "UNIMPLEMENTED" });
}

function failing(error: ServiceError): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

// Longer ones overflow Connect-ES's timer to none at all.
const longestTimeoutMs = 2 ** 31 - 1;

function timeoutOf({ timeoutMs }: CallOptions): number | undefined {
  if (timeoutMs === undefined || timeoutMs > longestTimeoutMs) return undefined;
  // Headers have whole milliseconds.
  return Math.ceil(timeoutMs);
}

function headersOf({ headers }: CallOptions): Headers {
  try {
    return new Headers(headers);
  } catch (cause) {
    throw invalidArgument("A request header can't be sent", cause);
  }
}

function clientError(
  error: unknown,
  method: DescMethod,
  signal: AbortSignal | undefined,
  request?: Message,
): ServiceError {
  if (isServiceError(error)) return error;
  const connectError = ConnectError.from(error);
  const local = connectError.code === Code.Internal && connectError.details.length === 0;
  const fault = local && request && encodingFault(method, request);
  return fault || errorOf(connectError, signal?.aborted === true);
}

/** What Connect-ES calls an internal error if it can't encode a request, which is the caller's. */
function encodingFault(method: DescMethod, request: Message): ServiceError | undefined {
  try {
    toBinary(method.input, request);
    toJson(method.input, request);
    return undefined;
  } catch (cause) {
    return invalidArgument("The request message can't be encoded", cause);
  }
}
