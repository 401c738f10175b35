import { mkdir } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Cluster } from "./cluster.fixture.ts";

/** A socket beside the database's, through which connections can be cut and fall silent. */
export async function openProxy(cluster: Cluster) {
  const folder = join(cluster.folder, "proxy");
  const socketName = `.s.PGSQL.${cluster.port}`;
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let isStalled = false;
  await mkdir(folder, { recursive: true });
  const server = createServer((near) => {
    const far = connect(join(cluster.folder, socketName));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.on("data", (bytes) => isStalled || silent.has(from) || to.write(bytes));
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(join(folder, socketName), resolve));
  onTestFinished(() => void server.close());
  return {
    url: cluster.url().replace(encodeURIComponent(cluster.folder), encodeURIComponent(folder)),
    /** Whether all connections are silent, also those to come. */
    stall(stalled: boolean) {
      isStalled = stalled;
    },
    /** Those that are there are silent from now on, and do not end. */
    silence() {
      for (const socket of sockets) silent.add(socket);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
