import { UserService } from "@org/user-core";
import { drainContract } from "@org/user-testing/contracts";
import { createConnectClient } from "./node/client.ts";
import { createNodeServer } from "./node/create-node-server.ts";

const ways = [
  { protocol: "connect", httpVersion: "2" },
  { protocol: "grpc", httpVersion: "2" },
  { protocol: "connect", httpVersion: "1.1" },
] as const;

for (const way of ways) {
  drainContract(`over ${way.protocol} and HTTP/${way.httpVersion}`, async (services) => {
    const server = createNodeServer({ services });
    const { port } = await server.listen({ port: 0 });
    const users = createConnectClient(UserService, {
      baseUrl: `http://127.0.0.1:${port}`,
      ...way,
    });
    return {
      users,
      server,
      close() {
        users.close();
        server.destroy();
      },
    };
  });
}
