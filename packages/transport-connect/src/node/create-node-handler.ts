import { Code, ConnectError } from "@connectrpc/connect";
import type { Compression } from "@connectrpc/connect/protocol";
import { createHandlerFactory as createConnectHandlerFactory } from "@connectrpc/connect/protocol-connect";
import { createHandlerFactory as createGrpcHandlerFactory } from "@connectrpc/connect/protocol-grpc";
import { createHandlerFactory as createGrpcWebHandlerFactory } from "@connectrpc/connect/protocol-grpc-web";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import { createService, type ServiceOptions } from "../create-service.ts";
import type { Runtime } from "../serve-by-connect.ts";
import { NodeHttpWire, type NodeRequest, type NodeResponse } from "../wires/node-http-wire.ts";

/** What Node can do: HTTP with trailers, and zlib. */
export const nodeRuntime: Runtime = {
  grpc: true,
  acceptCompression: [compressionGzip, compressionBrotli].map(blamingClients),
  protocols: [createGrpcHandlerFactory, createGrpcWebHandlerFactory, createConnectHandlerFactory],
};

/** Bytes that can't be decompressed are INTERNAL to Connect-ES, but they are the client's fault. */
function blamingClients(compression: Compression): Compression {
  return {
    ...compression,
    async decompress(bytes, maxBytes) {
      try {
        return await compression.decompress(bytes, maxBytes);
      } catch (error) {
        if (ConnectError.from(error).code === Code.ResourceExhausted) throw error;
        throw new ConnectError("The request can't be decompressed", Code.InvalidArgument);
      }
    },
  };
}

/** A request handler of `node:http`, `node:http2`, Express and everything alike. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse, next?: () => void) => void;

/**
 * Serves in a Node server you already have, all three protocols. Requests for
 * other paths go to `next`; without one they are answered with UNIMPLEMENTED.
 *
 * @example
 * express().use(createNodeHandler({ services }));
 */
export function createNodeHandler(options: ServiceOptions): NodeHandler {
  const serve = createService(options, nodeRuntime);
  return (request, response, next) => {
    // Express changes the URL of what it mounts.
    const url = "originalUrl" in request ? `${request.originalUrl}` : (request.url ?? "");
    serve(new NodeHttpWire(request, response, url), next && (() => next()));
  };
}
