/**
 * Every name that leaves this package.
 *
 * Source: OpenTelemetry semantic conventions, RPC and database
 * (https://opentelemetry.io/docs/specs/semconv/rpc/), as of 1.45. What they have
 * no name for begins with `user_directory`.
 */

/** Attributes of spans and metrics. */
export const attributes = {
  rpcSystem: "rpc.system.name",
  /** `userservice.v1.UserService/GetUser`. */
  rpcMethod: "rpc.method",
  /** The canonical code by its name, `OK` too. */
  rpcStatusCode: "rpc.status_code",
  /** What failed: the code; not there for what did not fail. */
  errorType: "error.type",
  /** Who calls, where it is not the connection's other end, but whom proxies say. */
  clientAddress: "client.address",
  peerAddress: "network.peer.address",
  peerPort: "network.peer.port",
  serverAddress: "server.address",
  serverPort: "server.port",
  dbSystem: "db.system.name",
  dbOperation: "db.operation.name",
  /** The reason of the `ServiceError`, of spans alone. */
  errorReason: "user_directory.error.reason",
  /** Request and response messages of a call, of spans alone. */
  messagesReceived: "user_directory.messages.received",
  messagesSent: "user_directory.messages.sent",
} as const;

/** Instruments of metrics. Durations are in seconds. */
export const metricNames = {
  serverCallDuration: "rpc.server.call.duration",
  clientCallDuration: "rpc.client.call.duration",
  dbOperationDuration: "db.client.operation.duration",
} as const;

/** `rpc.system.name` by the transport of a call; of others, the transport itself. */
export const rpcSystems: Readonly<Record<string, string>> = {
  grpc: "grpc",
  "grpc-web": "grpc",
  connect: "connectrpc",
};

/** Bounds of a histogram's buckets, in seconds, as the conventions advise. */
export const durationBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Who makes the spans and metrics. */
export const scopeName = "@org/user-telemetry";
