import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on the loopback interface whose connections can be cut. */
export interface LoopbackProxy {
  readonly port: number;
  /** Destroys every connection, as a network that goes away does. */
  cut(): void;
  close(): void;
}

/** Starts a proxy to a port of this machine. */
export async function startProxy(targetPort: number): Promise<LoopbackProxy> {
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer({ noDelay: true }, (incoming) => {
    const outgoing = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
