import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection on which a test says what it likes. */
export interface RawConnection {
  readonly socket: Socket;
  send(bytes: string | Uint8Array): void;
  /** All that the server has said. */
  received(): Buffer;
  /** Resolves when the server has ended the connection, or broken it. */
  readonly closed: Promise<void>;
}

/** Connects for one test. */
export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  return rawConnection(socket);
}

/** Takes a socket that is connected. */
export function rawConnection(socket: Socket): RawConnection {
  const chunks: Buffer[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A server that breaks a connection is what tests are after.
  socket.on("error", () => {});
  socket.on("close", () => resolve());
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    closed,
    send: (bytes) => void (socket.writable && socket.write(bytes)),
    received: () => Buffer.concat(chunks),
  };
}
