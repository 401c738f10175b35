import { createService, type Runtime, type ServiceOptions } from "../create-service.ts";
import { NodeHttpWire, type NodeRequest, type NodeResponse } from "../wires/node-http-wire.ts";
import { nodeCompressions } from "./compressions.ts";

/** What Node can do: HTTP with trailers, and zlib. */
export const nodeRuntime: Runtime = { grpc: true, compressions: nodeCompressions };

/** A request handler of `node:http`, `node:http2`, Express and everything alike. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse, next?: () => void) => void;

/**
 * Serves in a Node server you already have, all three protocols. All below a
 * service's path is the service's, methods that it does not have too. Requests for
 * other paths go to `otherPaths`, and what that does not know to `next`; without
 * either they are answered with UNIMPLEMENTED.
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
