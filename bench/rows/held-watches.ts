import { startProgram } from "../children.ts";
import { portOf } from "../h2load.ts";
import { residentMegabytes } from "../memory.ts";
import { programs } from "../programs.ts";
import type { Row } from "../row.ts";

/** Resident memory of a server that holds watches over HTTP/2. */
export const heldWatches: Row = {
  name: "held-watches",
  measure: "10,000 idle watches held by one server, gRPC on 100 connections, transport-connect",
  unit: "KB each, resident",
  target: "≤ 25 KB each",
  bounds: [{ of: "ours", atMost: 25 }],
  async round({ scale }) {
    const count = 10_000 * scale;
    const server = startProgram(programs.oursConnect);
    try {
      const port = await portOf(server);
      const before = residentMegabytes(server.pid, "VmRSS");
      const clients = startProgram({
        path: "programs/watch-clients.ts",
        args: [`${port}`, `${count}`],
      });
      try {
        await clients.line();
        const after = residentMegabytes(server.pid, "VmRSS");
        return { ours: ((after - before) * 1024) / count };
      } finally {
        await clients.stop();
      }
    } finally {
      await server.stop();
    }
  },
};
