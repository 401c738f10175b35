import type { Principal, UserStore } from "@org/user-core";
import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { mountUserService } from "./user-service.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token came with the request. */
    caller: Principal | undefined;
  }
}

/** Whose tokens the app takes: a gateway would ask a database. */
export type Tokens = ReadonlyMap<string, Principal>;

/** The app: it finds out who calls, for its own routes and for the service beside them. */
export function createApp(
  store: UserStore,
  tokens: Tokens,
  options: FastifyServerOptions = {},
): FastifyInstance {
  const app = fastify(options);
  app.decorateRequest("caller", undefined);
  app.addHook("onRequest", async (request) => {
    const [, token = ""] = request.headers.authorization?.split("Bearer ") ?? [];
    request.caller = tokens.get(token);
  });
  mountUserService(app, store);

  app.get("/", async () => "your own pages");
  app.get("/whoami", async ({ caller }) => ({ name: caller?.name ?? "nobody" }));
  return app;
}
