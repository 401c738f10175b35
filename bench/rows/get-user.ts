import { getUserBody, getUserJson } from "../bodies.ts";
import { loadRow, type RowLoad } from "../load-row.ts";
import { programs } from "../programs.ts";
import type { Row } from "../row.ts";

/** GetUser of the first user over gRPC. */
export const grpc: RowLoad = {
  method: "GetUser",
  protocol: "grpc",
  body: () => getUserBody(1),
  connections: 8,
  streams: 25,
  requests: 60_000,
  warmUp: 20_000,
};

const json: RowLoad = { ...grpc, protocol: "json", body: getUserJson, connections: 32, streams: 1 };

/** GetUser over every wire, against everybody. */
export const getUserRows: readonly Row[] = [
  loadRow({
    name: "get-user-vs-connect-node",
    measure: "GetUser, gRPC, transport-connect",
    peer: "bare connect-node",
    target: "≥ 6 ×",
    bounds: [{ of: "ratio", atLeast: 6 }],
    load: grpc,
    ours: programs.oursConnectBare,
    theirs: programs.connectNode,
  }),
  loadRow({
    name: "get-user-vs-grpc-js",
    measure: "GetUser, gRPC, transport-connect",
    peer: "bare grpc-js",
    target: "≥ 1.3 ×",
    bounds: [{ of: "ratio", atLeast: 1.3 }],
    load: grpc,
    ours: programs.oursConnectBare,
    theirs: programs.grpcJs,
  }),
  loadRow({
    name: "get-user-vs-http2",
    measure: "GetUser, gRPC, transport-connect",
    peer: "node:http2 with fixed bytes",
    target: "≥ 0.9 ×",
    bounds: [{ of: "ratio", atLeast: 0.9 }],
    load: grpc,
    ours: programs.oursConnectBare,
    theirs: programs.nodeHttp2,
  }),
  loadRow({
    name: "get-user-middleware",
    measure: "GetUser, gRPC, transport-connect, auth and logging on",
    peer: "bare grpc-js without them",
    target: "none of its own",
    bounds: [],
    load: grpc,
    ours: programs.oursConnect,
    theirs: programs.grpcJs,
  }),
  loadRow({
    name: "get-user-json-vs-connect-node",
    measure: "GetUser, Connect in JSON over HTTP/1.1",
    peer: "bare connect-node",
    target: "≥ 5 ×",
    bounds: [{ of: "ratio", atLeast: 5 }],
    load: json,
    ours: programs.oursConnectBare,
    theirs: programs.connectNodeHttp1,
  }),
  loadRow({
    name: "get-user-json-vs-http",
    measure: "GetUser, Connect in JSON over HTTP/1.1",
    peer: "node:http with JSON.parse and JSON.stringify",
    target: "≥ 0.8 ×",
    bounds: [{ of: "ratio", atLeast: 0.8 }],
    load: json,
    ours: programs.oursConnectBare,
    theirs: programs.nodeHttp,
  }),
  loadRow({
    name: "get-user-grpc",
    measure: "GetUser, transport-grpc, auth and logging on",
    peer: "bare grpc-js without them",
    target: "≥ 0.95 ×",
    bounds: [{ of: "ratio", atLeast: 0.95 }],
    load: grpc,
    ours: programs.oursGrpc,
    theirs: programs.grpcJs,
  }),
];
