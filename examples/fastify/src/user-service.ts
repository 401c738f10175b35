import { AsyncLocalStorage } from "node:async_hooks";
import {
  authenticate,
  createDrain,
  createUserService,
  logCalls,
  type Principal,
  requireScopes,
  startPruning,
  type UserStore,
  userScopes,
} from "@org/user-core";
import { createNodeHandler } from "@org/user-transport-connect/node";
import type { FastifyInstance } from "fastify";

/** Who sent the request that is being handled. */
const caller = new AsyncLocalStorage<Principal | undefined>();

/** Serves users beside the app's routes, logs calls to the app's log, and ends with the app. */
export function mountUserService(app: FastifyInstance, store: UserStore): void {
  const drain = createDrain();
  const { services } = createUserService({
    store,
    middleware: [
      logCalls(({ method, principal, status, durationMs }) =>
        app.log.info({ method, principal, status, durationMs }, "call"),
      ),
      drain.middleware,
      authenticate(() => caller.getStore()),
      requireScopes(userScopes),
    ],
  });
  const handler = createNodeHandler({ services });
  // After the app's own hook: requests for other paths go on to its routes.
  app.addHook("onRequest", (request, reply, next) => {
    caller.run(request.caller, () => handler(request.raw, reply.raw, next));
  });

  const stopPruning = startPruning(store);
  // Watches have no end of their own: without this `app.close()` would wait for them.
  app.addHook("preClose", () => drain.drain());
  app.addHook("onClose", async () => {
    stopPruning();
    await store.close();
  });
}
