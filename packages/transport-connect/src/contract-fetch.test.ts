import { createMemoryStore } from "@org/user-core";
import { callContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOnFetch } from "./serve.fixture.ts";

for (const protocol of ["grpc-web", "connect"] as const) {
  for (const json of [false, true]) {
    const name = `${protocol}${json ? " in JSON" : ""} on the fetch API`;
    const serve = serveOnFetch(protocol, json);
    callContract(name, serve);
    userServiceContract(name, { serve, createStore: async () => createMemoryStore() });
  }
}
