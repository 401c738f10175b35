import { createMemoryStore } from "@org/user-core";
import { callContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOnFetch } from "./serve.fixture.ts";

const ways = {
  "Connect on the fetch API": serveOnFetch("connect"),
  "Connect in JSON on the fetch API": serveOnFetch("connect", true),
  "gRPC-Web on the fetch API": serveOnFetch("grpc-web"),
};

for (const [name, serve] of Object.entries(ways)) {
  callContract(name, serve);
  userServiceContract(name, { serve, createStore: async () => createMemoryStore() });
}
