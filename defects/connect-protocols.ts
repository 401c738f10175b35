import type { Defect } from "./defect.ts";

const source = "packages/transport-connect/src";
const suite = "contract, Connect";

/** Mistakes in gRPC, gRPC-Web and Connect as they are over HTTP. */
export const protocolDefects: readonly Defect[] = [
  {
    name: "gRPC over HTTP/2: errors go out without their details",
    file: `${source}/protocols/grpc.ts`,
    find: '    ...["grpc-status-details-bin", base64(details)],\n',
    replace: "",
    suite,
    promise: "calls grpc over HTTP/2 > errors > carries ABORTED with all its details",
  },
  {
    name: "Connect: errors go out with their first detail only",
    file: `${source}/protocols/connect-error-json.ts`,
    find: "errorDetails(error).map(detailJson)",
    replace: "errorDetails(error).slice(0, 1).map(detailJson)",
    suite,
    promise: "calls connect in JSON over HTTP/1.1 > errors > carries ABORTED with all its details",
  },
  {
    name: "Connect: CANCELLED is spelt as gRPC spells it",
    file: `${source}/protocols/connect-error-json.ts`,
    find: 'return code === "CANCELLED" ? "canceled" : code.toLowerCase();',
    replace: "return code.toLowerCase();",
    suite,
    promise: "calls connect over HTTP/2 > errors > carries CANCELLED with all its details",
  },
  {
    name: "Connect: the header of the caller's deadline has another name",
    file: `${source}/protocols/timeout.ts`,
    find: 'headers.get("connect-timeout-ms")',
    replace: 'headers.get("connect-timeout")',
    suite,
    promise:
      "calls connect over HTTP/2 > cancellation, deadlines and lost connections > bidirectional",
  },
  {
    name: "gRPC over HTTP/2: a timeout in seconds is taken for one in milliseconds",
    file: `${source}/protocols/timeout.ts`,
    find: "S: 1_000,",
    replace: "S: 1,",
    suite: "differential, Connect",
    promise: "ends calls when their timeouts have passed, and unary ones after 30 seconds",
  },
  {
    name: "Connect: the trailers of a unary call go out as headers",
    file: `${source}/protocols/connect.ts`,
    find: "trailer-$",
    replace: "$",
    suite,
    promise: "calls connect over HTTP/2 > headers and trailers",
  },
  {
    name: "gRPC over HTTP/2: a handler's trailers are dropped",
    file: `${source}/protocols/grpc.ts`,
    find: 'return ["grpc-status", "0", ...custom];',
    replace: 'return ["grpc-status", "0"];',
    suite,
    promise: "calls grpc over HTTP/2 > headers and trailers",
  },
  {
    name: "Connect: the trailers of a stream are dropped",
    file: `${source}/protocols/connect.ts`,
    find: "    ...(list.length > 0 && { metadata }),\n",
    replace: "",
    suite: "differential, Connect",
    promise: "answers streaming calls as Connect-ES does, whatever is in them",
  },
];
