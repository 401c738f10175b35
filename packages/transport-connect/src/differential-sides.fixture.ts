import { createConnectRouter, createContextValues } from "@connectrpc/connect";
import type {
  Compression as ConnectCompression,
  UniversalServerResponse,
} from "@connectrpc/connect/protocol";
import type { Middleware } from "@org/user-core";
import { peerKey } from "./connect-call.ts";
import { connectRoutes } from "./connect-routes.ts";
import { createService } from "./create-service.ts";
import { maxMessageBytes } from "./differential-bodies.fixture.ts";
import { type Outcome, read } from "./differential-outcome.fixture.ts";
import { maxMetadataBytes } from "./differential-requests.fixture.ts";
import { type Script, type Seen, scriptedService, turn } from "./differential-service.fixture.ts";
import { createFakeWire, type HttpRequest, pauses, peer } from "./differential-wire.fixture.ts";
import type { Compression } from "./protocols/compression.ts";

/** What serves a request. */
export interface Server {
  readonly script: Script;
  readonly middleware?: readonly Middleware[];
  /** Whether HTTP has the trailers that gRPC needs. Default: true. */
  readonly grpc?: boolean;
  /** Ways of compression. Default: none. */
  readonly compressions?: readonly Compression[];
  /** The same as Connect-ES has them. */
  readonly acceptCompression?: readonly ConnectCompression[];
  /** Done while the request is under way. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** Serves a request our way, through everything between a wire and the handler. */
export async function serveOurs(request: HttpRequest, server: Server): Promise<Outcome> {
  const seen: Seen = [];
  const services = [serviceOf(request, server, seen)];
  const limits = { maxMessageBytes, maxMetadataBytes };
  const { grpc = true, compressions = [] } = server;
  const serve = createService({ services, ...limits }, { grpc, compressions });
  const wire = createFakeWire(request);
  serve(wire);
  const { value, elapsedMs } = await settled(wire.response, server);
  return {
    ...read(value),
    elapsedMs,
    seen,
    wasRead: wire.wasRead(),
  };
}

/** Serves a request by Connect-ES's own handlers. */
export async function serveByConnect(request: HttpRequest, server: Server): Promise<Outcome> {
  const seen: Seen = [];
  const { grpc = true, acceptCompression = [] } = server;
  const options = { maxMessageBytes, acceptCompression: [...acceptCompression], grpc };
  const routes = connectRoutes([serviceOf(request, server, seen)], options);
  const { handlers } = routes(createConnectRouter());
  const handler = handlers.find(({ requestPath }) => requestPath === request.path);
  if (handler === undefined) throw new Error(`No handler for ${request.path}`);
  const body = bodyOf(request);
  const response = handler({
    method: request.method,
    httpVersion: request.httpVersion,
    url: `http://localhost${request.path}${request.query}`,
    header: new Headers(request.headers.map(([name, value]) => [name, value])),
    body,
    signal: new AbortController().signal,
    contextValues: createContextValues().set(peerKey, peer),
  });
  const { value, elapsedMs } = await settled(response.then(wholeOf), server);
  return { ...read(value), elapsedMs, seen, wasRead: body.wasRead() };
}

function serviceOf({ headers }: HttpRequest, { script, middleware = [] }: Server, seen: Seen) {
  const names = [
    ...new Set(
      headers.map(([name]) => name).filter((name) => !/^content-type$|timeout/.test(name)),
    ),
  ];
  return scriptedService(script, seen, names, middleware);
}

function bodyOf({ chunks, pace }: HttpRequest) {
  let read = false;
  const rest = chunks.map((chunk) => new Uint8Array(chunk));
  return {
    wasRead: () => read,
    [Symbol.asyncIterator]: () => ({
      async next() {
        read = true;
        await pauses[pace]();
        const value = rest.shift();
        return value === undefined
          ? { done: true as const, value }
          : { done: false as const, value };
      },
      async return() {
        return { done: true as const, value: undefined };
      },
    }),
  };
}

async function wholeOf({ status, header, body, trailer }: UniversalServerResponse) {
  const written: Uint8Array[] = [];
  for await (const bytes of body ?? []) written.push(bytes);
  const headers = new Headers(header);
  return { status, headers, body: Buffer.concat(written), trailers: trailer };
}

/** By the clock that does not stand still: zlib has threads of its own. */
const patienceMs = 5_000;

/** What a promise resolves with, and when by the clock. */
async function settled<T>(promise: Promise<T>, { meanwhile }: Server) {
  const start = Date.now();
  let end: number | undefined;
  const done = () => {
    end = Date.now();
  };
  promise.then(done, done);
  await meanwhile?.();
  const began = performance.now();
  while (end === undefined && performance.now() - began < patienceMs) await turn();
  if (end === undefined) throw new Error("It never answers");
  return { value: await promise, elapsedMs: end - start };
}
