import { createMemoryStore } from "@org/user-core";
import { callContract, leakContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOnNode } from "./serve.fixture.ts";

const protocols = ["grpc", "grpc-web", "connect"] as const;
const httpVersions = ["1.1", "2"] as const;

for (const protocol of protocols) {
  for (const httpVersion of httpVersions) {
    // gRPC is HTTP/2's alone.
    if (protocol === "grpc" && httpVersion === "1.1") continue;
    for (const json of [false, true]) {
      const name = `${protocol}${json ? " in JSON" : ""} over HTTP/${httpVersion}`;
      const serve = serveOnNode({ protocol, httpVersion, json });
      callContract(name, serve);
      const factory = { serve, createStore: async () => createMemoryStore() };
      userServiceContract(name, factory);
      // What a codec carries is the same messages.
      if (!json) leakContract(name, factory);
    }
  }
}
