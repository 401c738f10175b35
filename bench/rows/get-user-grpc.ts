import { getUserBody } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { portOf, requestsPerSecond } from "../h2load.ts";
import { inTurn } from "../measure.ts";
import type { Row } from "../row.ts";

const path = "/userservice.v1.UserService/GetUser";

/** Requests a second of a server program. */
export async function getUserRate(program: string, scale: number): Promise<number> {
  const server = startProgram({ path: program });
  try {
    const port = await portOf(server);
    const call = { port, path, body: getUserBody(1) };
    const load = { ...call, connections: 8, streams: 25, requests: 60_000 * scale };
    return await requestsPerSecond(load, 20_000);
  } finally {
    await server.stop();
  }
}

/** GetUser over gRPC, with middleware, against grpc-js without. */
export const getUserGrpc: Row = {
  name: "get-user-grpc",
  measure: "GetUser, transport-grpc, auth and logging on",
  unit: "req/s",
  peer: "bare grpc-js without them",
  target: "≥ 0.95 ×",
  bounds: [{ of: "ratio", atLeast: 0.95 }],
  round: inTurn(
    async (scale) => ({ ours: await getUserRate("servers/ours.ts", scale) }),
    (scale) => getUserRate("peers/grpc-js.ts", scale),
  ),
};
