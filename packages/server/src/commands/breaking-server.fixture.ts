import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  type Middleware,
  UserService,
} from "@org/user-core";
import { createNodeServer } from "@org/user-transport-connect/node";

/** A server in this process, for commands that are processes of their own. */
export interface BreakingServer extends Disposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
}

/** Starts one of some users, whose calls break as the middleware says. */
export async function startBreakingServer(
  userCount: number,
  ...middleware: readonly Middleware[]
): Promise<BreakingServer> {
  const store = createMemoryStore();
  const whole = createInProcessClient(UserService, createUserService({ store }).services);
  await whole.batchCreateUsers(namesTo(userCount));
  const { services } = createUserService({ store, middleware });
  const server = createNodeServer({ services });
  const { port } = await server.listen({ port: 0 });
  return { address: `127.0.0.1:${port}`, [Symbol.dispose]: () => server.destroy() };
}

async function* namesTo(last: number) {
  for (let i = 1; i <= last; i += 1) yield { email: `user${i}@example.com`, name: `User ${i}` };
}
