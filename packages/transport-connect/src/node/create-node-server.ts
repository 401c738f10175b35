import type { AddressInfo } from "node:net";
import { createService } from "../create-service.ts";
import { Http2Wire } from "../wires/http2-wire.ts";
import { nodeRuntime } from "./create-node-handler.ts";
import { closeHttp1Server, createHttp1Server, defaultHeadersTimeoutMs } from "./http1-server.ts";
import { createHttp2Server } from "./http2-server.ts";
import type { NodeServerOptions } from "./node-server-options.ts";
import { routeConnections } from "./route-connections.ts";
import { createSessions } from "./sessions.ts";
import { createStalls } from "./stalls.ts";

/** A server of bound services. */
export interface NodeServer {
  /** Listens; resolves with its address, which has the port where 0 was asked for. */
  listen(options: { readonly port: number; readonly host?: string }): Promise<AddressInfo>;
  /**
   * How many calls a connection over HTTP/2 may have under way from now on. Those that call are
   * told, and keep the rest to themselves until there is room. For a server that is overloaded, and
   * for when it no longer is.
   */
  limitStreams(most: number): void;
  /**
   * From now on connections over HTTP/1.1 are not kept: each answer tells its client
   * to take another for its next call. All else goes on as ever. For a server that
   * is soon to be closed; a drain calls it.
   */
  retire(): void;
  /**
   * Takes no more connections and calls; resolves when those under way have
   * ended. Clients over HTTP/2 are told by GOAWAY which calls were begun: others
   * they may send again. Watches have no end of their own: to stop a server, give
   * it to a drain.
   *
   * @example
   * await drain.drain({ delayMs: 5_000, graceMs: 10_000, servers: [server] });
   */
  close(): Promise<void>;
  /** Ends every connection. */
  destroy(): void;
}

/**
 * A server for everything on one port: gRPC, gRPC-Web and Connect, over HTTP/1.1
 * and HTTP/2, with TLS or without, within limits that Node itself does not set.
 *
 * @example
 * const server = createNodeServer({ services: createUserService({ store }).services });
 * await server.listen({ port: 50051 });
 */
export function createNodeServer(options: NodeServerOptions): NodeServer {
  const stalls = createStalls(options.stallMs ?? 60_000);
  const sessions = createSessions(options);
  const serve = createService(options, nodeRuntime);
  let retired = false;
  const listener = createHttp1Server(options, serve, stalls, () => retired);
  const http2 = createHttp2Server(options, sessions, (stream, headers, rawHeaders) => {
    const connection = stream.session && sessions.get(stream.session);
    // Without one, the session went between the frame and here, most often for an
    // error that is told to its streams too: unheard, it would end the process.
    if (connection) serve(new Http2Wire(stream, headers, rawHeaders, connection, stalls));
    else stream.on("error", () => {}).destroy();
  });
  const silenceMs = options.headersTimeoutMs ?? defaultHeadersTimeoutMs;
  const pending = routeConnections(listener, http2, silenceMs, options.tls !== undefined);
  return {
    listen: ({ port, host = "127.0.0.1" }) =>
      new Promise((resolve, reject) => {
        listener.once("error", reject);
        listener.listen({ port, host }, () => {
          listener.off("error", reject);
          resolve(listener.address() as AddressInfo);
        });
      }),
    limitStreams: sessions.limitStreams,
    retire() {
      retired = true;
    },
    async close() {
      const closed = closeHttp1Server(listener, pending.destroy);
      await Promise.all([closed, sessions.close()]);
      stalls.close();
    },
    destroy() {
      pending.destroy();
      if (listener.listening) listener.close();
      listener.closeAllConnections();
      sessions.destroy();
      stalls.close();
    },
  };
}
