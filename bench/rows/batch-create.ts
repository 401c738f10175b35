import { readFileSync } from "node:fs";
import { createUsersBody, temporaryPath } from "../bodies.ts";
import { runProgram, startProgram } from "../children.ts";
import { portOf, requestsPerSecond } from "../h2load.ts";
import type { Row } from "../row.ts";

const path = "/userservice.v1.UserService/BatchCreateUsers";
const total = 1_000_000;
const perStream = 100_000;

function residentMegabytes(pid: number, field: "VmRSS" | "VmHWM"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
}

const mostGrowth = 0;

async function batchRate(): Promise<{ value: number; note: string }> {
  const bodies = Array.from({ length: total / perStream }, (_, i) =>
    createUsersBody(i * perStream, perStream),
  );
  const server = startProgram("servers/ours.ts", temporaryPath("users.db"));
  try {
    const port = await portOf(server);
    const before = residentMegabytes(server.pid, "VmRSS");
    let seconds = 0;
    for (const body of bodies) {
      seconds +=
        1 /
        (await requestsPerSecond({ port, path, body, connections: 1, streams: 1, requests: 1 }));
    }
    const growth = residentMegabytes(server.pid, "VmHWM") - before;
    return {
      value: total / seconds,
      note: `memory + ${Math.round(growth)} MB at most for a million`,
    };
  } finally {
    await server.stop();
  }
}

/** Users a second through BatchCreateUsers into SQLite, a million of them. */
export const batchCreate: Row = {
  name: "batch-create",
  measure: "BatchCreateUsers without passwords into SQLite over gRPC, a million users",
  unit: "users/s",
  peer: "one insert a transaction, in the same process as the database",
  target: "≥ 30,000 where the peer does 6,000 (5 ×); < 100 MB growth",
  meets: ({ ratio }) => ratio >= 5 && mostGrowth < 100,
  ours: batchRate,
  theirs: async () => ({
    value: await runProgram<number>(
      "peers/one-transaction-each.ts",
      temporaryPath("peer.db"),
      "20000",
    ),
  }),
};
