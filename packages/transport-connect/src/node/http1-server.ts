import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import { Server as NetServer, type Socket } from "node:net";
import { tooManyCalls } from "../protocols/refusals.ts";
import { refuse } from "../unknown.ts";
import { NodeHttpWire } from "../wires/node-http-wire.ts";
import type { Wire } from "../wires/wire.ts";
import { defaultMaxConcurrentStreams, type NodeServerOptions } from "./node-server-options.ts";
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
  isRetired: () => boolean,
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
  const { maxConcurrentStreams = defaultMaxConcurrentStreams } = options;
  const limitCalls = createCallLimit(maxConcurrentStreams);
  const isClosing = () => isRetired() || !server.listening;
  const handle = (continues: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const within = limitCalls(request.socket, response);
    const wireOptions = { continues, stalls, isClosing };
    const wire = new NodeHttpWire(request, response, request.url ?? "", wireOptions);
    if (within) serve(wire);
    else refuse(wire, tooManyCalls(maxConcurrentStreams));
  };
  server.on("request", handle(false));
  server.on("checkContinue", handle(true));
  return server;
}

/** Calls that one connection may have pipelined. */
function createCallLimit(most: number): (socket: Socket, response: ServerResponse) => boolean {
  const calls = new WeakMap<Socket, number>();
  return (socket, response) => {
    const before = calls.get(socket) ?? 0;
    if (before >= most) return false;
    calls.set(socket, before + 1);
    response.once("close", () => calls.set(socket, (calls.get(socket) ?? 1) - 1));
    return true;
  };
}

/** How long connections have for the request they may be sending, which is answered with "close". */
const graceMs = 500;
const idleCheckMs = 50;

/**
 * Accepts no more connections; resolves when the last has ended, none of which is kept for another
 * request. Calls back when those that have said nothing by now need not be waited for any longer.
 */
export function closeHttp1Server(server: Server, onSilence: () => void): Promise<void> {
  let timer: NodeJS.Timeout;
  // Right after what has come was read: of a busy process a timer comes before that, when a
  // connection may seem idle whose request is there.
  const close = () => setImmediate(() => server.closeIdleConnections());
  const closeIdle = () => {
    onSilence();
    timer = setInterval(close, idleCheckMs);
  };
  timer = setTimeout(closeIdle, graceMs);
  return new Promise((resolve) => {
    // Not that of node:http, which ends idle connections at once.
    NetServer.prototype.close.call(server, () => {
      clearInterval(timer);
      // Ends its timer; there is nothing else left to close.
      server.close(() => resolve());
    });
  });
}
