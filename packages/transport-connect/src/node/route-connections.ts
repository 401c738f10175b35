import type { Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { sniff } from "./sniff.ts";

/** Connections that have not said yet what they speak. */
export interface PendingConnections {
  /** Ends them, and those that are still shaking hands as soon as they have. */
  destroy(): void;
}

/**
 * Gives each connection of `listener` that speaks HTTP/2 to `http2`: as TLS's
 * ALPN says, else as the client's first bytes do.
 */
export function routeConnections(
  listener: Server,
  http2: Http2Server,
  silenceMs: number,
  secure: boolean,
): PendingConnections {
  const event = secure ? "secureConnection" : "connection";
  const [serveHttp1] = listener.listeners(event);
  if (serveHttp1 === undefined) throw new TypeError(`node:http has no listener for ${event}`);
  const pending = new Set<Socket>();
  let closed = false;
  const onHttp1 = (socket: Socket) => {
    pending.delete(socket);
    serveHttp1.call(listener, socket);
  };
  const onHttp2 = (socket: Socket) => {
    pending.delete(socket);
    // As node:http has its sockets, the end of a client would end nothing.
    socket.allowHalfOpen = false;
    // Without ALPN, node:http2 would refuse what the client's first bytes have said.
    if (socket instanceof TLSSocket) socket.alpnProtocol = "h2";
    http2.emit("connection", socket);
  };
  listener.removeAllListeners(event);
  listener.on(event, (socket: Socket) => {
    // It was still shaking hands.
    if (closed) {
      socket.destroy();
      return;
    }
    const protocol = socket instanceof TLSSocket ? socket.alpnProtocol : false;
    if (protocol === "h2") return onHttp2(socket);
    if (protocol === "http/1.1") return onHttp1(socket);
    pending.add(socket);
    socket.once("close", () => pending.delete(socket));
    sniff(socket, silenceMs, onHttp2, onHttp1);
  });
  return {
    destroy() {
      closed = true;
      for (const socket of pending) socket.destroy();
    },
  };
}
