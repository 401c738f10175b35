import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on the loopback interface that does what networks do. */
export interface LoopbackProxy {
  /** Where it listens, for as long as it lives. */
  readonly port: number;
  /** Where new connections lead; `undefined` refuses them. */
  target: number | undefined;
  /** Destroys every connection. */
  cut(): void;
  /** Cuts once so many bytes more have come from the target, in the middle of whatever that is. */
  cutAfter(bytes: number): void;
  /** Lets nothing through in either direction, until `flow`. Connections stay open. */
  stall(): void;
  flow(): void;
  close(): void;
}

/** Starts a proxy that leads nowhere yet. */
export async function startProxy(): Promise<LoopbackProxy> {
  const sockets = new Set<Socket>();
  let target: number | undefined;
  let bytesLeft = Number.POSITIVE_INFINITY;
  let isStalled = false;

  function cut(): void {
    bytesLeft = Number.POSITIVE_INFINITY;
    for (const socket of sockets) socket.destroy();
  }

  /** Pipes by hand: with a count of bytes, and pauses. */
  function pump(from: Socket, to: Socket, isCounted: boolean): void {
    sockets.add(from);
    from.on("data", (bytes: Buffer) => {
      // Is being cut.
      if (bytesLeft === 0) return;
      const sent = isCounted ? bytes.subarray(0, Math.min(bytes.length, bytesLeft)) : bytes;
      if (isCounted) bytesLeft -= sent.length;
      const hasRoom = to.write(sent);
      if (bytesLeft === 0) to.end(cut);
      if (!hasRoom) from.pause();
    });
    to.on("drain", () => {
      if (!isStalled) from.resume();
    });
    from.on("end", () => to.end());
    // Whoever is on the other side learns of it by the close.
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    if (isStalled) from.pause();
  }

  const server = createServer({ noDelay: true }, (incoming) => {
    if (target === undefined) return void incoming.on("error", () => {}).destroy();
    const outgoing = connect({ port: target, host: "127.0.0.1", noDelay: true });
    pump(incoming, outgoing, false);
    pump(outgoing, incoming, true);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("No port");
  return {
    port: address.port,
    get target() {
      return target;
    },
    set target(port) {
      target = port;
    },
    cut,
    cutAfter(bytes) {
      bytesLeft = bytes;
    },
    stall() {
      isStalled = true;
      for (const socket of sockets) socket.pause();
    },
    flow() {
      isStalled = false;
      for (const socket of sockets) socket.resume();
    },
    close() {
      server.close();
      cut();
    },
  };
}
