import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { type BoundService, createMemoryStore } from "@org/user-core";
import { callContract, leakContract, userServiceContract } from "@org/user-testing/contracts";
import { connectRoutes } from "./connect-routes.ts";
import { createNodeHandler, type NodeHandler } from "./node/create-node-handler.ts";
import { type StartServer, serveCompressed, serveOnNode } from "./serve.fixture.ts";

type CreateHandler = (services: readonly BoundService[]) => NodeHandler;

const ours: CreateHandler = (services) => createNodeHandler({ services });
const router: CreateHandler = (services) => connectNodeAdapter({ routes: connectRoutes(services) });

/** A server of somebody's own over HTTP/1.1, with a handler in it. */
function http1(createHandler: CreateHandler): StartServer {
  return (services) => listening(createHttp1Server(createHandler(services)));
}

/** The same over HTTP/2, on Node's (request, response) API. */
function http2(createHandler: CreateHandler): StartServer {
  return (services) => listening(createHttp2Server(createHandler(services)));
}

function listening(server: ReturnType<typeof createHttp1Server | typeof createHttp2Server>) {
  return new Promise<{ port: number; close(): void }>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ port, close: () => void server.close() });
    });
  });
}

/** Connect-ES sends headers with the first message, and does not tell who calls. */
const lacks = ["early headers", "peer"] as const;
const h1 = { protocol: "connect", httpVersion: "1.1" } as const;

callContract("a handler in an HTTP/1.1 server", serveOnNode(h1, http1(ours)));
callContract("a handler in an HTTP/2 server, gRPC", serveOnNode({ protocol: "grpc" }, http2(ours)));
callContract("a handler in an HTTP/2 server, Connect", serveOnNode({}, http2(ours)));
callContract(
  "routes of a ConnectRouter, gRPC",
  serveOnNode({ protocol: "grpc" }, http2(router), lacks),
);
callContract("routes of a ConnectRouter, Connect", serveOnNode({}, http2(router), lacks));

leakContract("routes of a ConnectRouter", { serve: serveOnNode({}, http2(router)), createStore });

for (const protocol of ["grpc", "grpc-web", "connect"] as const) {
  const serve = serveCompressed(protocol);
  userServiceContract(`compressed, ${protocol}`, { serve, createStore });
}

async function createStore() {
  return createMemoryStore();
}
