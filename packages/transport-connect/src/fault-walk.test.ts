import { createMemoryStore, UserService } from "@org/user-core";
import { faultWalk } from "@org/user-testing/contracts";
import { createConnectClient } from "./node/client.ts";
import { nodeServer } from "./serve.fixture.ts";

faultWalk("memory, gRPC over HTTP/2", {
  async serve(services, options) {
    const { port, close } = await nodeServer(services);
    const baseUrl = `http://127.0.0.1:${port}`;
    // A second try would find the store healthy.
    const once = { protocol: "grpc", maxAttempts: 1 } as const;
    const users = createConnectClient(UserService, { ...options, ...once, baseUrl });
    return {
      users,
      async dispose() {
        users.close();
        close();
      },
    };
  },
  createStore: async () => createMemoryStore(),
});
