import { Server, ServerCredentials } from "@grpc/grpc-js";
import {
  authenticate,
  createDrain,
  createHealthService,
  createInProcessClient,
  createReadiness,
  createUserService,
  UserService,
  type UserStore,
} from "@org/user-core";
import { addServices, drainable, serverOptions } from "@org/user-transport-grpc";
import { createOrders, ordersDefinition } from "./orders.ts";
import type { CallerOf } from "./tokens.ts";

/** A server that listens. */
export interface RunningServer {
  readonly address: string;
  /** Ends watches, lets other calls finish, and stops. */
  stop(): Promise<void>;
}

/** One grpc-js server: the orders that were there, and the users beside them. */
export async function startServer(
  address: string,
  store: UserStore,
  callerOf: CallerOf,
): Promise<RunningServer> {
  const drain = createDrain();
  const { services } = createUserService({
    store,
    middleware: [
      drain.middleware,
      authenticate((call) => callerOf(call.requestHeaders.get("authorization"))),
    ],
  });
  const readiness = createReadiness({ check: () => store.check(), drain });
  const health = createHealthService({ readiness, services });
  // Bound without the middleware: the server itself needs no token.
  const users = createInProcessClient(UserService, createUserService({ store }).services);

  const server = new Server(serverOptions());
  server.addService(ordersDefinition, createOrders(users, callerOf));
  addServices(server, [...services, health]);
  const port = await bind(server, address);
  return {
    address: address.replace(/\d+$/, `${port}`),
    stop: () => drain.drain({ servers: [drainable(server)] }),
  };
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}
