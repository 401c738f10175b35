import {
  create,
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodClientStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { ServiceError } from "./service-error.ts";

/** Options of one call, the same over every transport. */
export interface CallOptions {
  /**
   * Ends the call with DEADLINE_EXCEEDED after this many milliseconds;
   * `Infinity` for never. Default: that of the client.
   */
  readonly timeoutMs?: number;
  /** Ends the call with CANCELLED. */
  readonly signal?: AbortSignal;
  /** Request headers. Names are in lower case on their way. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once, when the response headers are there; for a watch: when it watches. */
  readonly onHeaders?: (headers: Headers) => void;
  /** Called once, when the response trailers are there. */
  readonly onTrailers?: (trailers: Headers) => void;
}

/** One RPC of any kind, for its caller. Fails with `ServiceError` and nothing else. */
export type ClientMethod<M> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageInitShape<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (
            requests: AsyncIterable<MessageInitShape<I>>,
            options?: CallOptions,
          ) => Promise<MessageShape<O>>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (
              requests: AsyncIterable<MessageInitShape<I>>,
              options?: CallOptions,
            ) => AsyncIterable<MessageShape<O>>
          : never;

/**
 * A service as its callers see it, in process and over every wire.
 *
 * A stream of responses starts its call when first read, can be read once, and
 * cancels it when left early (`break`).
 */
export type Client<S extends DescService> = {
  readonly [K in keyof S["method"]]: ClientMethod<S["method"][K]>;
};

/** What carries a client's calls. */
export interface ClientTransport {
  /** A call with one message each way. Rejects with a `ServiceError`. */
  unary(method: DescMethod, request: Message, options: CallOptions): Promise<Message>;
  /** A call of any streaming kind; a single message is a stream of one. */
  stream(
    method: DescMethod,
    requests: AsyncIterable<Message>,
    options: CallOptions,
  ): AsyncIterable<Message>;
}

/**
 * Sees the calls of a client, and what comes of them, by standing before what
 * carries them. A stream's call begins when its responses are first read.
 */
export type ClientMiddleware = (next: ClientTransport) => ClientTransport;

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** `timeoutMs` of unary calls that give none. Default: 5,000. */
  readonly unaryTimeoutMs?: number;
  /** `timeoutMs` of client streaming calls that give none. Default: 30,000. */
  readonly clientStreamingTimeoutMs?: number;
  /** Headers of every call. A call's own win. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Round every call; the first is outermost. What a transport tries again by itself is one call to them. Default: none. */
  readonly middleware?: readonly ClientMiddleware[];
}

/** Makes a typed client of a service descriptor and what carries its calls. */
export function createClient<S extends DescService>(
  descriptor: S,
  transport: ClientTransport,
  options: ClientOptions = {},
): Client<S> {
  const { middleware = [] } = options;
  const carrier = middleware.reduceRight((next, wrap) => wrap(next), transport);
  const methods = descriptor.methods.map((method) => [
    method.localName,
    clientMethods[method.methodKind](method, carrier, withDefaults(method, options)),
  ]);
  // The descriptor's own list of methods is what the type maps over.
  return Object.fromEntries(methods) as Client<S>;
}

type Init = MessageInitShape<DescMethod["input"]>;
type Options = (options?: CallOptions) => CallOptions;

function withDefaults(method: DescMethod, client: ClientOptions): Options {
  const { unaryTimeoutMs = 5_000, clientStreamingTimeoutMs = 30_000, headers } = client;
  const timeoutMs = {
    unary: unaryTimeoutMs,
    client_streaming: clientStreamingTimeoutMs,
    server_streaming: Number.POSITIVE_INFINITY,
    bidi_streaming: Number.POSITIVE_INFINITY,
  }[method.methodKind];
  const always = headers && lowerCaseNames(headers);
  const defaults: CallOptions = { timeoutMs, ...(always && { headers: always }) };
  return (options) => {
    if (options === undefined) return defaults;
    const merged = { ...defaults, ...options };
    if (options.headers === undefined) return { ...merged, ...(always && { headers: always }) };
    return { ...merged, headers: { ...always, ...lowerCaseNames(options.headers) } };
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

const clientMethods = {
  unary:
    (method: DescMethod, transport: ClientTransport, withDefaults: Options) =>
    (request: Init, options?: CallOptions) =>
      transport.unary(method, create(method.input, request), withDefaults(options)),
  server_streaming:
    (method: DescMethod, transport: ClientTransport, withDefaults: Options) =>
    (request: Init, options?: CallOptions) =>
      transport.stream(method, messages(method, [request]), withDefaults(options)),
  client_streaming:
    (method: DescMethod, transport: ClientTransport, withDefaults: Options) =>
    async (requests: AsyncIterable<Init>, options?: CallOptions) =>
      only(transport.stream(method, messages(method, requests), withDefaults(options))),
  bidi_streaming:
    (method: DescMethod, transport: ClientTransport, withDefaults: Options) =>
    (requests: AsyncIterable<Init>, options?: CallOptions) =>
      transport.stream(method, messages(method, requests), withDefaults(options)),
} satisfies Record<DescMethod["methodKind"], unknown>;

/** Messages made of what the caller gives. No generator: one that waits can't be closed. */
function messages(
  method: DescMethod,
  inits: AsyncIterable<Init> | Iterable<Init>,
): AsyncIterable<Message> {
  return {
    [Symbol.asyncIterator]() {
      const source =
        Symbol.asyncIterator in inits ? inits[Symbol.asyncIterator]() : inits[Symbol.iterator]();
      return {
        async next() {
          const { done, value } = await source.next();
          return done ? { done, value: undefined } : { value: create(method.input, value) };
        },
        async return() {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function only(responses: AsyncIterable<Message>): Promise<Message> {
  let response: Message | undefined;
  for await (const message of responses) response = message;
  if (response !== undefined) return response;
  throw noResponse();
}

/** The error of a call that succeeded without the one response message it must have. */
export function noResponse(): ServiceError {
  return new ServiceError("INTERNAL", "The server sent no response message", {
    reason: "INTERNAL",
  });
}
