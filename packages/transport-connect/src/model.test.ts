import { createMemoryStore } from "@org/user-core";
import { userServiceModel } from "@org/user-testing/contracts";
import { serveOnNode } from "./serve.fixture.ts";

const createStore = async () => createMemoryStore();
const wires = {
  "gRPC over HTTP/2": serveOnNode({ protocol: "grpc", httpVersion: "2" }),
  "Connect in JSON over HTTP/1.1": serveOnNode({
    protocol: "connect",
    httpVersion: "1.1",
    json: true,
  }),
};

for (const [name, serve] of Object.entries(wires)) {
  userServiceModel(name, { serve, createStore }, { runs: 15 });
}
