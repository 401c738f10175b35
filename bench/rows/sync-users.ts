import { getUserBody } from "../bodies.ts";
import { loadRow, type RowLoad } from "../load-row.ts";
import { programs } from "../programs.ts";
import type { Row } from "../row.ts";

const ids = 1_000;

const load: RowLoad = {
  method: "SyncUsers",
  protocol: "grpc",
  body: () => getUserBody(ids),
  connections: 1,
  streams: 1,
  requests: 500,
  warmUp: 100,
  messages: ids,
};

const measure = "SyncUsers, one stream of 1,000 ids at a time, auth and logging on";

/** Messages a second on one stream at a time. */
export const syncUsersRows: readonly Row[] = [
  loadRow({
    name: "sync-users-vs-connect-node",
    measure: `${measure}, transport-connect`,
    peer: "bare connect-node",
    target: "≥ 2 ×",
    bounds: [{ of: "ratio", atLeast: 2 }],
    load,
    ours: programs.oursConnect,
    theirs: programs.connectNode,
  }),
  loadRow({
    name: "sync-users-vs-grpc-js",
    measure: `${measure}, transport-connect`,
    peer: "bare grpc-js",
    target: "≥ 1 ×",
    bounds: [{ of: "ratio", atLeast: 1 }],
    load,
    ours: programs.oursConnect,
    theirs: programs.grpcJs,
  }),
  loadRow({
    name: "sync-users-grpc-js",
    measure: `${measure}, transport-grpc`,
    peer: "bare grpc-js",
    target: "≥ 1 ×",
    bounds: [{ of: "ratio", atLeast: 1 }],
    load,
    ours: programs.oursGrpc,
    theirs: programs.grpcJs,
  }),
];
