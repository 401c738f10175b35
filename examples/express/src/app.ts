import { promisify } from "node:util";
import {
  createAttemptLimit,
  createInProcessClient,
  createUserService,
  type Drain,
  isServiceError,
  UserService,
  type UserStore,
} from "@org/user-core";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
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

/** What the service says no with, and what of a body can't be read, to the visitor of a page. */
const tellError: ErrorRequestHandler = (error, _request, response, next) => {
  if (isServiceError(error)) {
    response.status(statuses[error.code] ?? 500).json({ error: error.message });
  } else if (error.expose) {
    // Of `express.json()`: not JSON, or too large. Its message quotes the body, which has a password.
    response.status(error.status).json({ error: "The body can't be read" });
  } else next(error);
};

/** Lets on requests whose JSON has all of these, as texts that are not empty. */
function requires(...names: string[]): RequestHandler {
  return ({ body }, response, next) => {
    const isText = (value: unknown) => typeof value === "string" && value !== "";
    if (names.every((name) => isText(Object(body)[name]))) return next();
    response.status(400).json({ error: `JSON with ${names.join(", ")} is needed` });
  };
}

/** While the app stops, no connection is kept for another request. */
function retireConnections(drain: Drain): RequestHandler {
  return (request, response, next) => {
    const retire = () => {
      if (!response.headersSent) response.set("connection", "close");
    };
    if (drain.draining) retire();
    const forget = drain.onDraining(retire);
    response.once("close", () => {
      forget();
      // Of a watch, whose headers went out before.
      if (drain.draining) request.socket.end();
    });
    next();
  };
}

/** The app: its own routes, which call the service in process, and the service itself beside them. */
export function createApp(store: UserStore, secret: string, drain: Drain): Express {
  const { services } = createUserService({
    store,
    // In process all sign-ins come from one peer: they are counted by the address they are from.
    attempts: createAttemptLimit({
      keyOf: ({ requestHeaders }) => requestHeaders.get("x-address") ?? undefined,
    }),
  });
  const users = createInProcessClient(UserService, services);

  const app = express();
  app.use(retireConnections(drain));
  app.use(
    session({
      secret,
      resave: false,
      saveUninitialized: false,
      // "auto": over TLS, and behind a proxy that Express trusts to say so, for TLS alone.
      cookie: { sameSite: "lax", secure: "auto" },
    }),
  );
  app.use(userService(store, drain));
  app.use(express.json());

  app.post("/sign-up", requires("email", "name", "password"), async (request, response) => {
    const { email, name, password } = request.body;
    const user = await users.createUser({ email, name, password });
    response.status(201).json({ id: user.id });
  });

  app.post("/sign-in", requires("email", "password"), async (request, response) => {
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
