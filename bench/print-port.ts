import type { AddressInfo, Server } from "node:net";

/** Listens on a free port and prints it: how a server program says that it is ready. */
export function printPort(server: Server): void {
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    console.log(port);
  });
}
