import { createMemoryStore } from "@org/user-core";
import { callContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOnNode } from "./serve.fixture.ts";

const ways = {
  "gRPC over HTTP/2": serveOnNode({ protocol: "grpc" }),
  "gRPC in JSON over HTTP/2": serveOnNode({ protocol: "grpc", json: true }),
  "Connect over HTTP/2": serveOnNode({ protocol: "connect" }),
  "gRPC-Web over HTTP/2": serveOnNode({ protocol: "grpc-web" }),
  "Connect in JSON over HTTP/1.1": serveOnNode({
    protocol: "connect",
    httpVersion: "1.1",
    json: true,
  }),
  "gRPC-Web over HTTP/1.1": serveOnNode({ protocol: "grpc-web", httpVersion: "1.1" }),
};

for (const [name, serve] of Object.entries(ways)) {
  callContract(name, serve);
  userServiceContract(name, { serve, createStore: async () => createMemoryStore() });
}
