import { createMemoryStore } from "@org/user-core";
import { callContract, leakContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOnFetch } from "./serve.fixture.ts";

const ways = { "": {}, " in JSON": { json: true }, " compressed": { compressed: true } };

for (const protocol of ["grpc-web", "connect"] as const) {
  for (const [words, way] of Object.entries(ways)) {
    const name = `${protocol}${words} on the fetch API`;
    const serve = serveOnFetch(protocol, way);
    callContract(name, serve);
    const factory = { serve, createStore: async () => createMemoryStore() };
    userServiceContract(name, factory);
    // What a codec or a compression carries is the same messages.
    if (words === "") leakContract(name, factory);
  }
}
