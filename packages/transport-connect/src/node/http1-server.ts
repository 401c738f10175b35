import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import { NodeHttpWire } from "../wires/node-http-wire.ts";
import type { Wire } from "../wires/wire.ts";
import type { NodeServerOptions } from "./create-node-server.ts";
import { defaultIdleMs } from "./sessions.ts";
import type { Stalls } from "./stalls.ts";

/** More than calls may have, so that it is a call's error and not a connection's. */
export const maxHeaderBytes: number = 64 * 1024;
export const defaultHeadersTimeoutMs = 10_000;

/** Makes the server that listens, and serves what comes over HTTP/1.1. */
export function createHttp1Server(
  options: NodeServerOptions,
  serve: (wire: Wire) => void,
  stalls: Stalls,
): Server {
  const { idleMs = defaultIdleMs, headersTimeoutMs = defaultHeadersTimeoutMs, tls } = options;
  const limits: ServerOptions = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersTimeoutMs,
    // A body has the time that its call has.
    requestTimeout: 0,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs),
    noDelay: true,
  };
  const server: Server =
    tls === undefined
      ? createServer(limits)
      : createSecureServer({
          ...limits,
          ...tls,
          ALPNProtocols: ["h2", "http/1.1"],
          handshakeTimeout: headersTimeoutMs,
        });
  const handle = (continues: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    serve(new NodeHttpWire(request, response, request.url ?? "", { continues, stalls }));
  };
  server.on("request", handle(false));
  server.on("checkContinue", handle(true));
  return server;
}

const idleCheckMs = 50;

/** Accepts no more connections; resolves when the last has ended, none of which is kept for another request. */
export function closeHttp1Server(server: Server): Promise<void> {
  const timer = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  return new Promise((resolve) => {
    server.close(() => {
      clearInterval(timer);
      resolve();
    });
  });
}
