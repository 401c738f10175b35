import type { DescMethod, DescService, Message } from "@bufbuild/protobuf";
import type { BoundMethod, BoundService } from "./bind.ts";
import { type CallSource, callCancelled, ServerCall } from "./call.ts";
import {
  type CallOptions,
  type Client,
  type ClientOptions,
  type ClientTransport,
  createClient,
  noResponse,
} from "./client.ts";
import { messageCopier } from "./copy-message.ts";
import { type CallIO, invoke } from "./invoke.ts";
import { createMessageQueue } from "./message-queue.ts";
import { pump } from "./pump.ts";
import { ServiceError } from "./service-error.ts";

/**
 * How many requests of a stream are held before their writer waits: as many as
 * BatchCreateUsers commits at once, so that they have arrived when it comes for more.
 */
const requestCapacity = 1_000;
/** How many responses. */
const responseCapacity = 64;

/**
 * A client of services in this process: the same calls through the same
 * middleware, only the wire is gone. Messages cross by value.
 *
 * @example
 * const { services } = createUserService({ store: createMemoryStore() });
 * const users = createInProcessClient(UserService, services);
 * const user = await users.createUser({ email: "ada@example.com", name: "Ada" });
 */
export function createInProcessClient<S extends DescService>(
  descriptor: S,
  services: readonly BoundService[],
  options: ClientOptions = {},
): Client<S> {
  const service = services.find((each) => each.descriptor.typeName === descriptor.typeName);
  if (service === undefined)
    throw new TypeError(`${descriptor.typeName} is not among the services`);
  return createClient(descriptor, inProcessTransport(service), options);
}

function inProcessTransport(service: BoundService): ClientTransport {
  const methods = new Map(service.methods.map((method) => [method.descriptor.name, method]));
  const find = (method: DescMethod): BoundMethod => {
    const found = methods.get(method.name);
    if (found) return found;
    throw new ServiceError("UNIMPLEMENTED", `${method.toString()} is not implemented`, {
      reason: "UNIMPLEMENTED",
    });
  };
  return {
    unary: (method, request, options) => callUnary(find(method), request, options),
    stream: (method, requests, options) => callStream(find(method), requests, options),
  };
}

async function callUnary(
  method: BoundMethod,
  request: Message,
  options: CallOptions,
): Promise<Message> {
  const call = startCall(method, options);
  let response: Message | undefined;
  const copyResponse = messageCopier(method.descriptor.output);
  const io: CallIO = {
    receive: () => copyOfRequest(method, request, call),
    receiveInto: neverStreams,
    receiveCapacity: 0,
    send(message) {
      response = copyResponse(message);
      return undefined;
    },
  };
  const stopListening = cancelOnAbort(call, options.signal);
  try {
    await invoke(method, call, io);
  } finally {
    stopListening?.();
    reportHeaders(call, options);
    options.onTrailers?.(call.responseTrailers);
  }
  if (response === undefined) throw noResponse();
  return response;
}

async function* callStream(
  method: BoundMethod,
  requests: AsyncIterable<Message>,
  options: CallOptions,
): AsyncGenerator<Message, void, undefined> {
  const call = startCall(method, options);
  const responses = createMessageQueue<Message>(responseCapacity);
  const copyRequest = (request: Message) => copyOfRequest(method, request, call);
  const copyResponse = messageCopier(method.descriptor.output);
  const over = Promise.withResolvers<void>();
  let ended = false;
  call.onSendHeaders = onlyOnce(() => reportHeaders(call, options));
  const io: CallIO = {
    receive: async () => copyRequest(await firstOf(requests)),
    receiveInto(queue) {
      pump(requests, (request) => queue.write(copyRequest(request)), over.promise).then(
        () => queue.end(),
        (cause: unknown) => call.cancel(requestsFailed(cause)),
      );
    },
    receiveCapacity: requestCapacity,
    send(message) {
      call.sendHeaders();
      return responses.write(copyResponse(message));
    },
  };
  const stopListening = cancelOnAbort(call, options.signal);
  const invoked = invoke(method, call, io)
    .then(
      () => responses.end(),
      // What was sent before the handler's error is read before it.
      (error) => (call.cancelReason ? responses.fail(error) : responses.end(error)),
    )
    .then(() => {
      ended = true;
      over.resolve();
    });
  try {
    yield* responses.stream;
    call.sendHeaders();
    options.onTrailers?.(call.responseTrailers);
  } finally {
    stopListening?.();
    responses.close();
    if (!ended) call.cancel(callCancelled());
    await invoked;
  }
}

/** Ends the call with INVALID_ARGUMENT, and throws, if no wire could carry the message. */
function copyOfRequest({ descriptor }: BoundMethod, request: Message, call: ServerCall): Message {
  try {
    return messageCopier(descriptor.input)(request);
  } catch (cause) {
    const message = "The request message can't be encoded";
    call.cancel(
      new ServiceError("INVALID_ARGUMENT", message, { reason: "INVALID_REQUEST", cause }),
    );
    throw call.cancelReason;
  }
}

function onlyOnce(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

function requestsFailed(cause: unknown): ServiceError {
  return new ServiceError("CANCELLED", "The request stream failed", { reason: "CANCELLED", cause });
}

async function firstOf(requests: AsyncIterable<Message>): Promise<Message> {
  for await (const request of requests) return request;
  throw new ServiceError("UNIMPLEMENTED", "The client sent no request message", {
    reason: "INVALID_REQUEST",
  });
}

function neverStreams(): never {
  throw new TypeError("A unary call has no request stream");
}

function startCall(method: BoundMethod, options: CallOptions): ServerCall {
  const { timeoutMs = Number.POSITIVE_INFINITY, headers } = options;
  const source: CallSource = {
    transport: "in-process",
    peer: "in-process",
    requestHeaders: headers
      ? { get: (name) => (Object.hasOwn(headers, name) ? (headers[name] ?? null) : null) }
      : noHeaders,
    deadline: timeoutMs === Number.POSITIVE_INFINITY ? undefined : Date.now() + timeoutMs,
  };
  return new ServerCall(method.descriptor, source);
}

const noHeaders = { get: () => null };

function cancelOnAbort(call: ServerCall, signal?: AbortSignal): (() => void) | undefined {
  if (signal === undefined) return undefined;
  const cancel = () => call.cancel(callCancelled());
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  return () => signal.removeEventListener("abort", cancel);
}

function reportHeaders(call: ServerCall, options: CallOptions): void {
  options.onHeaders?.(call.responseHeaders);
}
