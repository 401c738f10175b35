import { Server, ServerCredentials } from "@grpc/grpc-js";
import { type BoundService, type Client, createInProcessClient, UserService } from "@org/user-core";
import {
  createConnectClient as createFetchClient,
  createFetchHandler,
} from "@org/user-transport-connect";
import {
  createConnectClient,
  createNodeServer,
  type NodeConnectClientOptions,
} from "@org/user-transport-connect/node";
import { addServices, createGrpcClient, serverOptions } from "@org/user-transport-grpc";

/** A client of some services, and what was started for it. */
export interface Reached extends AsyncDisposable {
  readonly users: Client<typeof UserService>;
}

/** A way from a client to services. */
export type Way = (services: readonly BoundService[]) => Promise<Reached>;

async function overGrpcJs(services: readonly BoundService[]): Promise<Reached> {
  const server = new Server(serverOptions());
  addServices(server, services);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const users = createGrpcClient(`127.0.0.1:${port}`, UserService);
  return {
    users,
    async [Symbol.asyncDispose]() {
      users.close();
      server.forceShutdown();
    },
  };
}

function overHttp(http: Pick<NodeConnectClientOptions, "protocol" | "httpVersion" | "json">): Way {
  return async (services) => {
    const server = createNodeServer({ services });
    const { port } = await server.listen({ port: 0 });
    const baseUrl = `http://127.0.0.1:${port}`;
    const users = createConnectClient(UserService, { baseUrl, ...http });
    return {
      users,
      async [Symbol.asyncDispose]() {
        users.close();
        server.destroy();
      },
    };
  };
}

function overFetch(protocol: "connect" | "grpc-web", json: boolean): Way {
  return async (services) => {
    const handler = createFetchHandler({ services });
    const baseUrl = "http://users.test";
    const fetch: typeof globalThis.fetch = (input, init) => handler(new Request(input, init));
    return {
      users: createFetchClient(UserService, { baseUrl, protocol, json, fetch }),
      async [Symbol.asyncDispose]() {},
    };
  };
}

async function inProcess(services: readonly BoundService[]): Promise<Reached> {
  return {
    users: createInProcessClient(UserService, services),
    async [Symbol.asyncDispose]() {},
  };
}

/** Every way with all kinds of RPC. */
export const ways: Readonly<Record<string, Way>> = {
  "in process": inProcess,
  "grpc-js": overGrpcJs,
  "gRPC over HTTP/2": overHttp({ protocol: "grpc" }),
  "gRPC in JSON over HTTP/2": overHttp({ protocol: "grpc", json: true }),
  "gRPC-Web over HTTP/2": overHttp({ protocol: "grpc-web" }),
  "gRPC-Web in JSON over HTTP/1.1": overHttp({
    protocol: "grpc-web",
    json: true,
    httpVersion: "1.1",
  }),
  "Connect over HTTP/2": overHttp({ protocol: "connect" }),
  "Connect in JSON over HTTP/1.1": overHttp({
    protocol: "connect",
    json: true,
    httpVersion: "1.1",
  }),
};

/** Ways on which a client sends no stream of requests. */
export const fetchWays: Readonly<Record<string, Way>> = {
  "Connect in JSON on the fetch API": overFetch("connect", true),
  "gRPC-Web on the fetch API": overFetch("grpc-web", false),
};
