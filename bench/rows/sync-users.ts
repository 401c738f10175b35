import { getUserBody } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { portOf, requestsPerSecond } from "../h2load.ts";
import type { Row } from "../row.ts";

const path = "/userservice.v1.UserService/SyncUsers";
const ids = 1_000;

async function messageRate(program: string): Promise<number> {
  const server = startProgram(program);
  try {
    const load = {
      port: await portOf(server),
      path,
      body: getUserBody(ids),
      connections: 1,
      streams: 1,
    };
    await requestsPerSecond({ ...load, requests: 50 });
    return ids * (await requestsPerSecond({ ...load, requests: 200 }));
  } finally {
    await server.stop();
  }
}

/** Messages a second on one stream at a time, of 1,000 ids. */
export const syncUsers: Row = {
  name: "sync-users",
  measure: "SyncUsers, one stream of 1,000 ids at a time, auth and logging on",
  unit: "messages/s",
  peer: "bare grpc-js",
  target: "≥ 1 × (≥ 2 × bare connect-node: when there is transport-connect)",
  meets: ({ ratio }) => ratio >= 1,
  ours: async () => ({ value: await messageRate("servers/ours.ts") }),
  theirs: async () => ({ value: await messageRate("peers/grpc-js.ts") }),
};
