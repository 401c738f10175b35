import { readFileSync } from "node:fs";
import { UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { createUsersBody } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { portOf, sendLoad } from "../h2load.ts";
import { inTurn } from "../measure.ts";
import { oneTransactionEach } from "../one-transaction-each.ts";
import { requestHeaders } from "../requests.ts";
import type { Figures, Row } from "../row.ts";
import { withDatabase } from "../temporary.ts";
import { userServerFlags } from "../user-server.ts";

const path = "/userservice.v1.UserService/BatchCreateUsers";
const growth = "memory growth at its peak";

/** A figure of /proc/PID/status: resident memory now, or at its peak. */
function residentMegabytes(pid: number, field: "VmRSS" | "VmHWM"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
}

async function usersAt(port: number): Promise<number> {
  const { authorization } = requestHeaders;
  const users = createGrpcClient(`127.0.0.1:${port}`, UserService, { headers: { authorization } });
  try {
    return (await users.listUsers({ pageSize: 1 })).total;
  } finally {
    users.close();
  }
}

async function batchRate(database: string, count: number): Promise<Omit<Figures, "theirs">> {
  const body = createUsersBody(count);
  const program = { path: "servers/ours.ts", args: [database], flags: userServerFlags };
  const server = startProgram(program);
  try {
    const port = await portOf(server);
    const there = await usersAt(port);
    const before = residentMegabytes(server.pid, "VmRSS");
    const load = { port, path, body, connections: 1, streams: 1, requests: 1 };
    const { seconds } = await sendLoad(load);
    const peak = residentMegabytes(server.pid, "VmHWM") - before;
    const after = residentMegabytes(server.pid, "VmRSS") - before;
    const created = (await usersAt(port)) - there;
    if (created !== count) throw new Error(`${created} users were created of ${count} sent`);
    const further = [
      { name: growth, value: peak, unit: "MB" },
      { name: "after it", value: after, unit: "MB" },
    ];
    return { ours: count / seconds, further };
  } finally {
    await server.stop();
  }
}

/** Users a second through BatchCreateUsers into SQLite, a million of them. */
export const batchCreate: Row = {
  name: "batch-create",
  measure: "BatchCreateUsers without passwords into SQLite over gRPC, a million on one stream",
  unit: "users/s",
  peer: "one insert a transaction, in the same process as the database",
  target: "≥ 30,000 where the peer does 6,000 (5 ×); < 100 MB growth",
  bounds: [
    { of: "ratio", atLeast: 5 },
    { of: growth, atMost: 100 },
  ],
  round: inTurn(
    (scale) => withDatabase((database) => batchRate(database, 1_000_000 * scale)),
    oneTransactionEach,
  ),
};
