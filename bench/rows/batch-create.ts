import { UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { createUsersBody } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { portOf, sendLoad } from "../h2load.ts";
import { inTurn } from "../measure.ts";
import { residentMegabytes } from "../memory.ts";
import { oneTransactionEach } from "../one-transaction-each.ts";
import { authorization } from "../requests.ts";
import type { Figures, Row } from "../row.ts";
import { withDatabase } from "../temporary.ts";
import { userServerFlags } from "../user-server.ts";

const growth = "memory growth at its peak";

async function usersAt(port: number): Promise<number> {
  const users = createGrpcClient(`127.0.0.1:${port}`, UserService, { headers: { authorization } });
  try {
    return (await users.listUsers({ pageSize: 1 })).total;
  } finally {
    users.close();
  }
}

async function batchRate(
  path: string,
  database: string,
  count: number,
): Promise<Omit<Figures, "theirs">> {
  const body = createUsersBody(count);
  const program = { path, args: [database], flags: userServerFlags };
  const server = startProgram(program);
  try {
    const port = await portOf(server);
    const there = await usersAt(port);
    const before = residentMegabytes(server.pid, "VmRSS");
    const call = { port, method: "BatchCreateUsers", body, protocol: "grpc" } as const;
    const load = { ...call, connections: 1, streams: 1, requests: 1 };
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

function batchRow(transport: string, program: string): Omit<Row, "name"> {
  return {
    measure: `BatchCreateUsers without passwords into SQLite over gRPC, a million on one stream, ${transport}`,
    unit: "users/s",
    peer: "one insert a transaction, in the same process as the database",
    target: "≥ 30,000 where the peer does 6,000 (5 ×); < 100 MB growth",
    bounds: [
      { of: "ratio", atLeast: 5 },
      { of: growth, atMost: 100 },
    ],
    round: inTurn(
      (scale) => withDatabase((database) => batchRate(program, database, 1_000_000 * scale)),
      oneTransactionEach,
    ),
  };
}

/** Users a second through BatchCreateUsers into SQLite, a million of them. */
export const batchCreate: Row = {
  name: "batch-create",
  ...batchRow("transport-connect", "servers/ours-connect.ts"),
};

/** The same over grpc-js. */
export const batchCreateGrpcJs: Row = {
  name: "batch-create-grpc-js",
  ...batchRow("transport-grpc", "servers/ours-grpc.ts"),
};
