import type { Principal, UserStore } from "@org/user-core";
import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { createTokens, type Tokens } from "./tokens.ts";
import { mountUserService } from "./user-service.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token came with the request. */
    caller: Principal | undefined;
  }
}

/** The app: it finds out who calls, for its own routes and for the service beside them. */
export function createApp(
  store: UserStore,
  tokens: Tokens,
  options: FastifyServerOptions = {},
): FastifyInstance {
  const app = fastify(options);
  const callerOf = createTokens(tokens);
  app.decorateRequest("caller", undefined);
  app.addHook("onRequest", async (request) => {
    request.caller = callerOf(request.headers.authorization);
  });
  mountUserService(app, store);

  app.get("/", async () => "your own pages");
  app.get("/whoami", async ({ caller }) => ({ name: caller?.name ?? "nobody" }));
  return app;
}
