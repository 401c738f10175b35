import { createMemoryStore } from "@org/user-core";
import { callContract, leakContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOverGrpc } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

const servers = {
  "over gRPC": serverOptions(),
  "over gRPC, on a server without the interceptor": {},
};

for (const [name, options] of Object.entries(servers)) {
  const serve = serveOverGrpc(options);
  callContract(name, serve);
  const factory = { serve, createStore: async () => createMemoryStore() };
  userServiceContract(name, factory);
  leakContract(name, factory);
}
