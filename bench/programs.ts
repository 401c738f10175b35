import type { Program } from "./children.ts";

/** What is measured, and against what. */
export const programs = {
  /** transport-connect's Node server, with authentication and logging. */
  oursConnect: { path: "servers/ours-connect.ts" },
  /** The same without middleware, as its peers are. */
  oursConnectBare: { path: "servers/ours-connect.ts", args: ["--bare"] },
  /** transport-grpc, with authentication and logging. */
  oursGrpc: { path: "servers/ours-grpc.ts" },
  grpcJs: { path: "peers/grpc-js.ts" },
  connectNode: { path: "peers/connect-node.ts", args: ["2"] },
  connectNodeHttp1: { path: "peers/connect-node.ts", args: ["1"] },
  nodeHttp2: { path: "peers/node-http2.ts" },
  nodeHttp: { path: "peers/node-http.ts" },
} satisfies Record<string, Program>;
