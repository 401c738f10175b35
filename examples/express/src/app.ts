import { promisify } from "node:util";
import {
  createAttemptLimit,
  createInProcessClient,
  createUserService,
  isServiceError,
  UserService,
  type UserStore,
} from "@org/user-core";
import express, { type ErrorRequestHandler, type Express } from "express";
import session from "express-session";
import { userService } from "./user-service.ts";

declare module "express-session" {
  interface SessionData {
    userId: number;
  }
}

const statuses: Readonly<Record<string, number>> = {
  ALREADY_EXISTS: 409,
  FAILED_PRECONDITION: 403,
  INVALID_ARGUMENT: 400,
  RESOURCE_EXHAUSTED: 429,
  UNAUTHENTICATED: 401,
  UNAVAILABLE: 503,
};

/** What the service says no with, to the visitor of a page. */
const tellError: ErrorRequestHandler = (error, _request, response, next) => {
  if (!isServiceError(error)) return next(error);
  response.status(statuses[error.code] ?? 500).json({ error: error.message });
};

/** The app: its own routes, which call the service in process, and the service itself beside them. */
export function createApp(store: UserStore, secret: string): Express {
  const { services } = createUserService({
    store,
    // In process all sign-ins come from one peer: they are counted by the address they are from.
    attempts: createAttemptLimit({
      keyOf: ({ requestHeaders }) => requestHeaders.get("x-address") ?? undefined,
    }),
  });
  const users = createInProcessClient(UserService, services);

  const app = express();
  app.use(
    session({
      secret,
      resave: false,
      saveUninitialized: false,
      // "auto": over TLS, and behind a proxy that Express trusts to say so, for TLS alone.
      cookie: { sameSite: "lax", secure: "auto" },
    }),
  );
  app.use(userService(store));
  app.use(express.json());

  app.post("/sign-up", async (request, response) => {
    const { email, name, password } = request.body;
    const user = await users.createUser({ email, name, password });
    response.status(201).json({ id: user.id });
  });

  app.post("/sign-in", async (request, response) => {
    const { email, password } = request.body;
    const headers = { "x-address": `${request.ip}` };
    const user = await users.verifyPassword({ email, password }, { headers });
    // A new session: whoever may have planted the old one does not know it.
    await promisify(request.session.regenerate.bind(request.session))();
    request.session.userId = user.id;
    response.json({ id: user.id });
  });

  app.get("/", (_request, response) => {
    response.send("your own pages");
  });
  app.use(tellError);
  return app;
}
