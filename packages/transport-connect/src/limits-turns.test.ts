import { UserService } from "@org/user-core";
import { expect, it, onTestFinished } from "vitest";
import { startServer, update } from "./bad-input-server.fixture.ts";
import { createConnectClient } from "./node/client.ts";

const ways = [
  { protocol: "grpc", httpVersion: "2" },
  { protocol: "grpc-web", httpVersion: "1.1" },
  { protocol: "grpc-web", httpVersion: "2" },
  { protocol: "connect", httpVersion: "1.1" },
  { protocol: "connect", httpVersion: "2" },
  { protocol: "connect", httpVersion: "1.1", json: true },
] as const;

/** What the test lets a stream give in one turn of the event loop; it is at least 20 bytes each. */
const mostInTurn = 5_000;

it.each(ways)("a handler that never waits leaves others their turn: %j", async (way) => {
  let given = 0;
  const inTurns: number[] = [];
  const server = await startServer({
    handlers: {
      async *watchUserUpdates() {
        let [seen, over] = [0, false];
        const look = () => {
          inTurns.push(given - seen);
          seen = given;
          if (!over) setImmediate(look);
        };
        setImmediate(look);
        try {
          for (;;) {
            given += 1;
            yield update("x");
          }
        } finally {
          over = true;
        }
      },
    },
  });
  const baseUrl = `http://127.0.0.1:${server.port}`;
  const users = createConnectClient(UserService, { ...way, baseUrl });
  onTestFinished(users.close);
  let read = 0;
  for await (const _ of users.watchUserUpdates({})) {
    read += 1;
    if (read === 30_000) break;
  }
  expect(Math.max(...inTurns)).toBeLessThan(mostInTurn);
});
