import { createMemoryStore } from "@org/user-core";
import { userServiceModel } from "@org/user-testing/contracts";
import { serveOverGrpc } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

userServiceModel(
  "over gRPC",
  { serve: serveOverGrpc(serverOptions()), createStore: async () => createMemoryStore() },
  { runs: 15 },
);
