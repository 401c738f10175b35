import { createMemoryStore } from "@org/user-core";
import { callContract, leakContract, userServiceContract } from "@org/user-testing/contracts";
import { serveOnNode } from "./serve.fixture.ts";

/** The contracts over one protocol, with each codec and HTTP version that it has. */
export function contractsOnNode(protocol: "grpc" | "grpc-web" | "connect"): void {
  // gRPC is HTTP/2's alone.
  const httpVersions = protocol === "grpc" ? (["2"] as const) : (["1.1", "2"] as const);
  for (const httpVersion of httpVersions) {
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
