import { getUserBody } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { type Load, portOf, requestsPerSecond } from "../h2load.ts";
import type { Row } from "../row.ts";

const path = "/userservice.v1.UserService/GetUser";

/** Requests a second of a server program, warm. */
export async function getUserRate(program: string): Promise<number> {
  const server = startProgram(program);
  try {
    const port = await portOf(server);
    const load: Omit<Load, "requests"> = {
      port,
      path,
      body: getUserBody(1),
      connections: 8,
      streams: 25,
    };
    await requestsPerSecond({ ...load, requests: 20_000 });
    return await requestsPerSecond({ ...load, requests: 60_000 });
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
  meets: ({ ratio }) => ratio >= 0.95,
  ours: async () => ({ value: await getUserRate("servers/ours.ts") }),
  theirs: async () => ({ value: await getUserRate("peers/grpc-js.ts") }),
};
