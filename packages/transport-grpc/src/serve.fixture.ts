import { Server, ServerCredentials, type ServerOptions } from "@grpc/grpc-js";
import { type BoundService, type ClientOptions, UserService } from "@org/user-core";
import type { Served } from "@org/user-testing/contracts";
import { addServices } from "./add-services.ts";
import { createGrpcClient } from "./client.ts";
import { startProxy } from "./loopback-proxy.fixture.ts";

/** Starts a server with these services on a free port. */
export async function startServer(
  services: readonly BoundService[],
  options: ServerOptions,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = new Server(options);
  addServices(server, services);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { port, server };
}

/** Services over gRPC, behind a proxy that can cut the connection. */
export function serveOverGrpc(serverOptions: ServerOptions) {
  return async (services: readonly BoundService[], options?: ClientOptions): Promise<Served> => {
    const { port, server } = await startServer(services, serverOptions);
    const proxy = await startProxy(port);
    const users = createGrpcClient(`127.0.0.1:${proxy.port}`, UserService, options);
    return {
      users,
      dropConnection: proxy.cut,
      async dispose() {
        users.close();
        proxy.close();
        server.forceShutdown();
      },
    };
  };
}
