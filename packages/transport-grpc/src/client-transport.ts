import { type DescMethod, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { Client, ClientDuplexStream, Metadata, StatusObject } from "@grpc/grpc-js";
import {
  type CallOptions,
  type ClientTransport,
  callCancelled,
  methodName,
  noResponse,
  pump,
  ServiceError,
} from "@org/user-core";
import { headersOf, metadataOf } from "./metadata.ts";
import { errorOf } from "./status.ts";

/** Carries a client's calls over a grpc-js channel. */
export function grpcTransport(channel: Client): ClientTransport {
  return {
    unary: async (method, request, options) => callUnary(channel, method, request, options),
    stream: (method, requests, options) => callStream(channel, method, requests, options),
  };
}

type Stream = ClientDuplexStream<Message, Message>;

function callUnary(
  channel: Client,
  method: DescMethod,
  request: Message,
  options: CallOptions,
): Promise<Message> {
  const { signal } = options;
  if (signal?.aborted) throw callCancelled();
  const bytes = encode(method, request);
  const { path, deserialize, metadata, deadline } = callArguments(method, options);
  return new Promise((resolve, reject) => {
    const call = channel.makeUnaryRequest(
      path,
      (buffer: Buffer) => buffer,
      deserialize,
      bytes,
      metadata,
      deadline,
      (error, response) => {
        signal?.removeEventListener("abort", cancel);
        if (error) reject(clientError(error, signal));
        else if (response) resolve(response);
        else reject(noResponse());
      },
    );
    const cancel = () => call.cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    reportHeaders(call, options);
  });
}

async function* callStream(
  channel: Client,
  method: DescMethod,
  requests: AsyncIterable<Message>,
  options: CallOptions,
): AsyncGenerator<Message, void, undefined> {
  const { signal } = options;
  if (signal?.aborted) throw callCancelled();
  const { path, deserialize, metadata, deadline } = callArguments(method, options);
  const serialize = (message: Message) => encode(method, message);
  // On the wire every kind of stream is one of many to many.
  const stream = channel.makeBidiStreamRequest(path, serialize, deserialize, metadata, deadline);
  const cancel = () => stream.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  reportHeaders(stream, options);
  let requestFailure: unknown;
  sendAll(requests, stream).catch((error: unknown) => {
    requestFailure = error;
    stream.cancel();
  });
  try {
    yield* stream;
  } catch (error) {
    if (requestFailure !== undefined) throw requestFailed(requestFailure);
    throw clientError(error, signal);
  } finally {
    signal?.removeEventListener("abort", cancel);
    stream.cancel();
  }
}

/** Writes requests no faster than they are taken, until all are written or the call has ended. */
async function sendAll(requests: AsyncIterable<Message>, stream: Stream): Promise<void> {
  let wake = () => {};
  stream.on("drain", () => wake());
  const ended = new Promise<void>((resolve) => {
    stream.once("status", () => {
      resolve();
      wake();
    });
  });
  const write = (request: Message) =>
    stream.write(request)
      ? undefined
      : new Promise<void>((resolve) => {
          wake = resolve;
        });
  if (await pump(requests, write, ended)) stream.end();
}

// A longer one overflows to none at all in grpc-js's server.
const longestTimeoutMs = 2 ** 31 - 1;

function callArguments(method: DescMethod, { timeoutMs, headers }: CallOptions) {
  const limited = timeoutMs !== undefined && timeoutMs <= longestTimeoutMs;
  return {
    path: `/${methodName(method)}`,
    deserialize: (bytes: Buffer): Message => fromBinary(method.output, bytes),
    metadata: requestMetadata(headers),
    deadline: limited ? { deadline: Date.now() + timeoutMs } : {},
  };
}

function requestMetadata(headers: CallOptions["headers"]): Metadata {
  try {
    return metadataOf(headers && Object.entries(headers));
  } catch (cause) {
    throw notSendable("A request header can't be sent", cause);
  }
}

function encode(method: DescMethod, message: Message): Buffer {
  try {
    const bytes = toBinary(method.input, message);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (cause) {
    throw notSendable("The request message can't be encoded", cause);
  }
}

function notSendable(message: string, cause: unknown): ServiceError {
  return new ServiceError("INVALID_ARGUMENT", message, { reason: "INVALID_REQUEST", cause });
}

function reportHeaders(
  call: {
    once(event: "metadata", listener: (metadata: Metadata) => void): unknown;
    once(event: "status", listener: (status: StatusObject) => void): unknown;
  },
  { onHeaders, onTrailers }: CallOptions,
): void {
  if (onHeaders) call.once("metadata", (metadata) => onHeaders(headersOf(metadata)));
  if (onTrailers) call.once("status", ({ metadata }) => onTrailers(headersOf(metadata)));
}

function clientError(error: unknown, signal: AbortSignal | undefined): unknown {
  return isStatus(error) ? errorOf(error, signal?.aborted === true) : error;
}

function isStatus(error: unknown): error is StatusObject {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}

function requestFailed(cause: unknown): ServiceError {
  return new ServiceError("CANCELLED", "The request stream failed", { reason: "CANCELLED", cause });
}
