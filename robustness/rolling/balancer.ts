import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { askReadyz } from "./readyz.ts";

/** A load balancer of connections, as they stand before instances: it asks `/readyz`, and knows nothing of calls. */
export interface Balancer {
  readonly port: number;
  close(): void;
}

const askEveryMs = 100;

/** Starts one before instances at these ports; resolves once one of them is ready. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const ready = new Set<number>();
  let turn = 0;

  async function ask(port: number): Promise<void> {
    const answer = await askReadyz(port);
    if (answer === "ready") ready.add(port);
    // Rather one that may be bad than none, as Envoy has it.
    else if (answer !== "late" && ready.size > 1) ready.delete(port);
  }

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.pipe(to);
    // Whoever is on the other side learns of it by the close.
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const server = createServer({ noDelay: true }, (incoming) => {
    turn += 1;
    const port = [...ready][turn % ready.size];
    if (port === undefined) return void incoming.on("error", () => {}).destroy();
    const outgoing = connect({ port, host: "127.0.0.1", noDelay: true });
    join(incoming, outgoing);
    join(outgoing, incoming);
  });
  const timer = setInterval(() => void Promise.all(ports.map(ask)), askEveryMs);
  await Promise.all(ports.map(ask));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("No port");
  return {
    port: address.port,
    close() {
      clearInterval(timer);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
