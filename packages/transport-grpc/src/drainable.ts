import type { Server } from "@grpc/grpc-js";
import type { DrainableServer } from "@org/user-core";

/**
 * A grpc-js server as a drain closes it: GOAWAY on every connection, and the
 * calls under way go on. What a client has sent on a connection that was going is
 * never begun, and gRPC clients send it again by themselves, writes too.
 *
 * @example
 * await drain.drain({ delayMs: 5_000, graceMs: 10_000, servers: [drainable(server)] });
 */
export function drainable(server: Server): DrainableServer {
  return {
    close: () =>
      new Promise((resolve, reject) => {
        server.tryShutdown((error) => (error ? reject(error) : resolve()));
      }),
    destroy: () => server.forceShutdown(),
  };
}
