import { promisify } from "node:util";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import {
  type BoundService,
  type Client,
  type ClientOptions,
  createInProcessClient,
  UserService,
} from "@org/user-core";
import { createConnectClient, createNodeServer } from "@org/user-transport-connect/node";
import { addServices, createGrpcClient, serverOptions } from "@org/user-transport-grpc";
import { onTestFinished } from "vitest";

/** A way to a service. */
export interface Way {
  readonly transport: "in-process" | "grpc" | "grpc-web" | "connect";
  /** `rpc.system.name` of its calls. */
  readonly system: string;
  start(
    services: readonly BoundService[],
    options: ClientOptions,
  ): Promise<Client<typeof UserService>>;
}

function overHttp(protocol: "grpc-web" | "connect" | "grpc"): Way["start"] {
  return async (services, options) => {
    const server = createNodeServer({ services });
    const { port } = await server.listen({ port: 0 });
    const users = createConnectClient(UserService, {
      baseUrl: `http://127.0.0.1:${port}`,
      protocol,
      ...options,
    });
    onTestFinished(() => {
      users.close();
      server.destroy();
    });
    return users;
  };
}

/** In process, and over every protocol and both servers. */
export const ways: readonly (readonly [string, Way])[] = [
  [
    "in process",
    {
      transport: "in-process",
      system: "in-process",
      start: async (services, options) => createInProcessClient(UserService, services, options),
    },
  ],
  [
    "over grpc-js",
    {
      transport: "grpc",
      system: "grpc",
      async start(services, options) {
        const server = new Server(serverOptions());
        addServices(server, services);
        const bind = promisify(server.bindAsync).bind(server);
        const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
        const users = createGrpcClient(`127.0.0.1:${port}`, UserService, options);
        onTestFinished(() => {
          users.close();
          server.forceShutdown();
        });
        return users;
      },
    },
  ],
  [
    "over gRPC on Connect-ES's side",
    { transport: "grpc", system: "grpc", start: overHttp("grpc") },
  ],
  ["over gRPC-Web", { transport: "grpc-web", system: "grpc", start: overHttp("grpc-web") }],
  ["over Connect", { transport: "connect", system: "connectrpc", start: overHttp("connect") }],
];
