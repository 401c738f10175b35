import { listUsersBody } from "../bodies.ts";
import { loadRow, type RowLoad } from "../load-row.ts";
import { programs } from "../programs.ts";
import type { Row } from "../row.ts";

const load: RowLoad = {
  method: "ListUsers",
  protocol: "grpc",
  body: listUsersBody,
  connections: 8,
  streams: 25,
  requests: 15_000,
  warmUp: 5_000,
};

const measure = "ListUsers of 100, gRPC, transport-connect";

/** A page of a hundred users, most of whose time is protobuf's. */
export const listUsersRows: readonly Row[] = [
  loadRow({
    name: "list-users-vs-connect-node",
    measure,
    peer: "bare connect-node",
    target: "none of its own",
    bounds: [],
    load,
    ours: programs.oursConnectBare,
    theirs: programs.connectNode,
  }),
  loadRow({
    name: "list-users-vs-grpc-js",
    measure,
    peer: "bare grpc-js",
    target: "none of its own",
    bounds: [],
    load,
    ours: programs.oursConnectBare,
    theirs: programs.grpcJs,
  }),
];
