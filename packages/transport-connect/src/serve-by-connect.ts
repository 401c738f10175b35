import { createContextValues, createServiceImplSpec } from "@connectrpc/connect";
import {
  type Compression,
  createUniversalServiceHandlers,
  type ProtocolHandlerFactory,
  type UniversalHandler,
  type UniversalHandlerOptions,
  type UniversalServerRequest,
  type UniversalServerResponse,
} from "@connectrpc/connect/protocol";
import { type BoundService, createMessageQueue, type MessageQueue } from "@org/user-core";
import { endedKey, peerKey, refusalKey } from "./connect-call.ts";
import { createGate, implementationOf } from "./connect-routes.ts";
import { objectOf } from "./protocols/header-list.ts";
import { type HeaderList, noBytes } from "./protocols/protocol.ts";
import { headersTooLarge } from "./protocols/refusals.ts";
import { defaultMaxMessageBytes, defaultMaxMetadataBytes, type RequestLimits } from "./route.ts";
import type { Wire } from "./wires/wire.ts";

/** What a runtime brings. */
export interface Runtime {
  /** Whether its HTTP has the trailers that gRPC needs. */
  readonly grpc: boolean;
  /** Encodings of compressed requests that it can read. */
  readonly acceptCompression: readonly Compression[];
  /** Connect-ES's protocols, for what is not a plain call. */
  readonly protocols: readonly ((
    options: Partial<UniversalHandlerOptions>,
  ) => ProtocolHandlerFactory)[];
}

/**
 * Serves by Connect-ES what is not served the short way: compressed requests,
 * GET, and content types, verbs and encodings that are none of a call. Its
 * handlers are made when first needed.
 */
export function createConnectFallback(
  services: readonly BoundService[],
  {
    maxMessageBytes = defaultMaxMessageBytes,
    maxMetadataBytes = defaultMaxMetadataBytes,
  }: RequestLimits,
  runtime: Runtime,
): (wire: Wire) => void {
  let handlers: Map<string, UniversalHandler> | undefined;
  return (wire) => {
    handlers ??= createHandlers(services, maxMessageBytes, runtime);
    const handler = handlers.get(wire.path);
    if (handler === undefined) answerStatus(wire, { status: 404 });
    else void serveByHandler(handler, wire, maxMetadataBytes);
  };
}

function createHandlers(
  services: readonly BoundService[],
  readMaxBytes: number,
  { acceptCompression, protocols }: Runtime,
): Map<string, UniversalHandler> {
  const requestGate = createGate(services);
  const options = { acceptCompression: [...acceptCompression], readMaxBytes, requestGate };
  const factories = protocols.map((create) => create(options));
  const handlers = services.flatMap((service) => {
    const spec = createServiceImplSpec(service.descriptor, implementationOf(service));
    return createUniversalServiceHandlers(spec, factories);
  });
  return new Map(handlers.map((handler) => [handler.requestPath, handler]));
}

async function serveByHandler(
  handler: UniversalHandler,
  wire: Wire,
  maxMetadataBytes: number,
): Promise<void> {
  const gone = new AbortController();
  wire.onGone = () => gone.abort();
  try {
    const response = await handler(requestOf(wire, gone.signal, maxMetadataBytes));
    if (response.body === undefined) answerStatus(wire, response, handler);
    else await writeResponse(wire, response, gone.signal);
  } catch {
    // Connect-ES answers errors of calls itself; what it throws is a request it can't read.
    if (!gone.signal.aborted) answerStatus(wire, { status: 400 });
  }
}

function answerStatus(
  wire: Wire,
  { status, header }: UniversalServerResponse,
  handler?: UniversalHandler,
): void {
  // RFC 9110, section 15.5.6.
  const allow = status === 405 && handler ? ["allow", handler.allowedMethods.join(", ")] : [];
  wire.answer({
    status,
    headers: [...listOf(header), ...allow],
    body: noBytes,
    trailers: undefined,
  });
}

function requestOf(
  wire: Wire,
  signal: AbortSignal,
  maxMetadataBytes: number,
): UniversalServerRequest {
  const body = createMessageQueue<Uint8Array>(bodyCapacity);
  signal.addEventListener("abort", () => body.fail(signal.reason), { once: true });
  const tooLarge = wire.headerBytes() > maxMetadataBytes;
  return {
    // Over 1.1 it would refuse bidirectional streams, which are served here over either.
    httpVersion: "2.0",
    method: wire.method,
    // Connect-ES reads the path and the query; whose host it is does not matter.
    url: `http://localhost${wire.path}${wire.query}`,
    header: new Headers([...wire.entries()].map(([name, value]) => [name, value])),
    body: bodyOf(wire, body),
    signal,
    contextValues: createContextValues()
      .set(peerKey, wire.peer)
      .set(refusalKey, tooLarge ? headersTooLarge(maxMetadataBytes) : undefined)
      // Connect-ES would go on reading for a call that has ended.
      .set(endedKey, body.fail),
  };
}

/** Bytes of a body that wait for their reader. */
const bodyCapacity = 64 * 1024;

/** The body, which is not read before somebody asks for it. */
function bodyOf(wire: Wire, queue: MessageQueue<Uint8Array>): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = queue.stream[Symbol.asyncIterator]();
      let reading = false;
      return {
        next() {
          if (!reading) {
            wire.read({ push: (chunk) => queue.write(chunk, chunk.length), end: queue.end });
          }
          reading = true;
          return iterator.next();
        },
        async return() {
          queue.close();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function writeResponse(
  wire: Wire,
  { status, header, body, trailer }: UniversalServerResponse,
  signal: AbortSignal,
): Promise<void> {
  if (body === undefined) return;
  const iterator = body[Symbol.asyncIterator]();
  let started = false;
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (signal.aborted) return;
      if (!started) wire.start(status, listOf(header));
      started = true;
      if (done) break;
      const full = wire.write(value);
      if (full) await full;
    }
    wire.end(trailer && objectOf(listOf(trailer)));
  } finally {
    await iterator.return?.();
  }
}

function listOf(headers: Iterable<[string, string]> | undefined): HeaderList {
  return [...(headers ?? [])].flat();
}
