import { getConnInfo } from "@hono/node-server/conninfo";
import { authenticate, createUserService, UserService, type UserStore } from "@org/user-core";
import { createFetchHandler } from "@org/user-transport-connect";
import { Hono } from "hono";
import { contextStorage, getContext } from "hono/context-storage";
import { type JwtVariables, jwt } from "hono/jwt";

interface Env {
  readonly Variables: JwtVariables<{ sub: string; exp: number }>;
}

/** The app: its own pages, and the user service for whoever has a token of `secret`. */
export function createApp(store: UserStore, secret: string): Hono<Env> {
  const { services } = createUserService({
    store,
    // Hono has checked the token by then, and keeps what it says with the request.
    middleware: [
      authenticate(() => {
        const { sub, exp } = getContext<Env>().var.jwtPayload;
        return { name: sub, expiresAt: exp * 1_000 };
      }),
    ],
  });
  const handler = createFetchHandler({
    services,
    peer: () => getConnInfo(getContext()).remote.address ?? "unknown",
  });

  const app = new Hono<Env>();
  app.use(contextStorage());
  app.use(`/${UserService.typeName}/*`, jwt({ secret, alg: "HS256" }));
  app.all(`/${UserService.typeName}/*`, ({ req }) => handler(req.raw));
  app.get("/", ({ text }) => text("your own pages"));
  return app;
}
