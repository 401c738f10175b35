import { getUserBody } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { portOf, requestsPerSecond } from "../h2load.ts";
import { inTurn } from "../measure.ts";
import type { Row } from "../row.ts";

const path = "/userservice.v1.UserService/SyncUsers";
const ids = 1_000;

async function messageRate(program: string, scale: number): Promise<number> {
  const server = startProgram({ path: program });
  try {
    const port = await portOf(server);
    const call = { port, path, body: getUserBody(ids) };
    const load = { ...call, connections: 1, streams: 1, requests: 500 * scale };
    return ids * (await requestsPerSecond(load, 100));
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
  bounds: [{ of: "ratio", atLeast: 1 }],
  round: inTurn(
    async (scale) => ({ ours: await messageRate("servers/ours.ts", scale) }),
    (scale) => messageRate("peers/grpc-js.ts", scale),
  ),
};
