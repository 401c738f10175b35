import { UserService } from "@org/user-core";
import { drainContract } from "@org/user-testing/contracts";
import { createGrpcClient } from "./client.ts";
import { drainable } from "./drainable.ts";
import { startServer } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

drainContract("over grpc-js", async (services) => {
  const { port, server } = await startServer(services, serverOptions());
  const users = createGrpcClient(`127.0.0.1:${port}`, UserService);
  return {
    users,
    server: drainable(server),
    close() {
      users.close();
      server.forceShutdown();
    },
  };
});
