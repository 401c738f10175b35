import { type DescMethod, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { Client, ClientDuplexStream, Metadata, StatusObject } from "@grpc/grpc-js";
import {
  type CallOptions,
  type ClientTransport,
  callCancelled,
  ServiceError,
} from "@org/user-core";
import { headersOf, metadataOf } from "./metadata.ts";
import { errorOf } from "./status.ts";

/** Carries a client's calls over a grpc-js channel. */
export function grpcTransport(channel: Client): ClientTransport {
  return {
    unary: (method, request, options) => callUnary(channel, method, request, options),
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
  if (signal?.aborted) return Promise.reject(callCancelled());
  return new Promise((resolve, reject) => {
    const { path, serialize, deserialize, metadata, deadline } = callArguments(method, options);
    const call = channel.makeUnaryRequest(
      path,
      serialize,
      deserialize,
      request,
      metadata,
      deadline,
      (error, response) => {
        signal?.removeEventListener("abort", cancel);
        if (error) reject(clientError(error));
        else if (response) resolve(response);
        else reject(new ServiceError("INTERNAL", "The server sent no response message"));
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
  const { path, serialize, deserialize, metadata, deadline } = callArguments(method, options);
  // On the wire every kind of stream is one of many to many.
  const stream = channel.makeBidiStreamRequest(path, serialize, deserialize, metadata, deadline);
  const cancel = () => stream.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  reportHeaders(stream, options);
  let requestFailure: unknown;
  void sendAll(requests, stream).catch((error: unknown) => {
    requestFailure = error;
    stream.cancel();
  });
  try {
    yield* stream;
  } catch (error) {
    if (requestFailure !== undefined) throw requestFailed(requestFailure);
    throw clientError(error);
  } finally {
    signal?.removeEventListener("abort", cancel);
    stream.cancel();
  }
}

/** Writes requests no faster than they are taken, until all are written or the call has ended. */
async function sendAll(requests: AsyncIterable<Message>, stream: Stream): Promise<void> {
  let ended = false;
  let wake = () => {};
  stream.on("drain", () => wake());
  stream.once("status", () => {
    ended = true;
    wake();
  });
  for await (const request of requests) {
    if (ended) return;
    if (!stream.write(request)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  stream.end();
}

function callArguments(method: DescMethod, { timeoutMs, headers }: CallOptions) {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    serialize(message: Message): Buffer {
      const bytes = toBinary(method.input, message);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    deserialize: (bytes: Buffer): Message => fromBinary(method.output, bytes),
    metadata: metadataOf(headers && Object.entries(headers)),
    deadline:
      timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY
        ? {}
        : { deadline: Date.now() + timeoutMs },
  };
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

function clientError(error: unknown): unknown {
  return isStatus(error) ? errorOf(error) : error;
}

function isStatus(error: unknown): error is StatusObject {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}

function requestFailed(cause: unknown): ServiceError {
  return new ServiceError("CANCELLED", "The request stream failed", { reason: "CANCELLED", cause });
}
