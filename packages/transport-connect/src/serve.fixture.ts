import type { UniversalClientFn } from "@connectrpc/connect/protocol";
import { createTransport as createConnectTransport } from "@connectrpc/connect/protocol-connect";
import { createTransport as createGrpcWebTransport } from "@connectrpc/connect/protocol-grpc-web";
import {
  compressionGzip,
  createConnectTransport as createNodeConnectTransport,
  createGrpcTransport as createNodeGrpcTransport,
  createGrpcWebTransport as createNodeGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { type BoundService, createClient, UserService } from "@org/user-core";
import type { Lack, Serve, Served } from "@org/user-testing/contracts";
import { connectTransport } from "./client-transport.ts";
import { createFetchHandler } from "./create-fetch-handler.ts";
import { startProxy } from "./loopback-proxy.fixture.ts";
import {
  createConnectClient as createNodeClient,
  type NodeConnectClientOptions,
} from "./node/client.ts";
import { createNodeServer } from "./node/create-node-server.ts";

type Http = Pick<NodeConnectClientOptions, "protocol" | "httpVersion" | "json">;

/** Something with these services that listens. */
export interface Listening {
  readonly port: number;
  close(): void;
}

/** How a server is started. */
export type StartServer = (services: readonly BoundService[]) => Promise<Listening>;

/** The Node server of this package. */
export const nodeServer: StartServer = async (services) => {
  const server = createNodeServer({ services });
  const { port } = await server.listen({ port: 0 });
  return { port, close: server.destroy };
};

/** Services on a server, behind a proxy that can cut the connection. */
export function serveOnNode(
  http: Http,
  start: StartServer = nodeServer,
  lacks: readonly Lack[] = [],
): Serve {
  return (services, options) =>
    serveBehindProxy(start, services, lacks, (baseUrl) => {
      const users = createNodeClient(UserService, { ...options, ...http, baseUrl });
      return { users, close: users.close };
    });
}

/** The same with a client that compresses every request. */
export function serveCompressed(protocol: "connect" | "grpc" | "grpc-web"): Serve {
  return (services, options) =>
    serveBehindProxy(nodeServer, services, ["early headers"], (baseUrl) => {
      const sessionManager = new Http2SessionManager(baseUrl);
      const compression = { sendCompression: compressionGzip, compressMinBytes: 0 };
      const create = {
        connect: createNodeConnectTransport,
        grpc: createNodeGrpcTransport,
        "grpc-web": createNodeGrpcWebTransport,
      }[protocol];
      const transport = create({ baseUrl, httpVersion: "2", sessionManager, ...compression });
      const users = createClient(
        UserService,
        connectTransport(transport, { maxAttempts: 1 }),
        options,
      );
      return { users, close: () => sessionManager.abort() };
    });
}

interface Connected {
  readonly users: Served["users"];
  close(): void;
}

async function serveBehindProxy(
  start: StartServer,
  services: readonly BoundService[],
  lacks: readonly Lack[],
  connect: (baseUrl: string) => Connected,
): Promise<Served> {
  const server = await start(services);
  const proxy = await startProxy(server.port);
  const { users, close } = connect(`http://127.0.0.1:${proxy.port}`);
  return {
    users,
    lacks,
    dropConnection: proxy.cut,
    async dispose() {
      close();
      proxy.close();
      server.close();
    },
  };
}

/** Services on the fetch API, without a network: requests and responses are streams both ways. */
export function serveOnFetch(
  protocol: "connect" | "grpc-web",
  { json = false, compressed = false } = {},
): Serve {
  return async (services, options) => {
    const handler = createFetchHandler({ services, peer: () => "127.0.0.1" });
    const createTransport = { connect: createConnectTransport, "grpc-web": createGrpcWebTransport }[
      protocol
    ];
    const transport = createTransport({
      baseUrl: "http://users.test",
      useBinaryFormat: !json,
      httpClient: fetchClient(handler),
      interceptors: [],
      acceptCompression: compressed ? [compressionGzip] : [],
      sendCompression: compressed ? compressionGzip : null,
      compressMinBytes: 0,
      readMaxBytes: 2 ** 31,
      writeMaxBytes: 2 ** 31,
    });
    return {
      users: createClient(UserService, connectTransport(transport, { maxAttempts: 1 }), options),
      async dispose() {},
    };
  };
}

/** What a platform does between its sockets and a fetch handler. */
function fetchClient(handler: (request: Request) => Promise<Response>): UniversalClientFn {
  return async ({ url, method, header, body, signal }) => {
    const init = { method, headers: header, signal: signal ?? null, duplex: "half" as const };
    const stream = body && ReadableStream.from(body);
    const response = await handler(new Request(url, { ...init, ...(stream && { body: stream }) }));
    signal?.throwIfAborted();
    return {
      status: response.status,
      header: response.headers,
      body: readUntilAborted(response.body, signal),
      trailer: new Headers(),
    };
  };
}

async function* readUntilAborted(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  const cancel = () => void reader?.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      const next = await reader?.read();
      signal?.throwIfAborted();
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}
