import {
  authenticate,
  type Client,
  createAttemptLimit,
  createInProcessClient,
  createUserService,
  requireScopes,
  startPruning,
  UserService,
  userScopes,
} from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createFetchHandler } from "@org/user-transport-connect";
import { cookies } from "next/headers";
import { sessionCookie, sessionOf } from "./session";

/** The users, for the app itself and for its visitors. */
export interface Users {
  /** For pages and actions: in process, may do everything. */
  readonly client: Client<typeof UserService>;
  /** For requests from outside: whoever is signed in may read. */
  readonly handler: (request: Request) => Promise<Response>;
}

// Next bundles each route by itself, and `next dev` does so again and again: one for all of them.
const opened = globalThis as { users?: Promise<Users> };

/** Opens the users at the first request: `next build` loads this file too. */
export function openUsers(): Promise<Users> {
  opened.users ??= open();
  return opened.users;
}

async function open(): Promise<Users> {
  const store = createSqliteStore({ path: process.env.USERS_DB ?? "users.db" });
  await store.migrate();
  startPruning(store); // forgets events after 7 days, request ids after 24 hours
  // In process all sign-ins come from one peer, and Next does not tell from which address: who
  // tries too often for one email is held up, and nobody else.
  const attempts = createAttemptLimit({ keyOf: () => undefined });
  const visitors = createUserService({
    store,
    middleware: [authenticate(visitor), requireScopes(userScopes)],
  });
  return {
    client: createInProcessClient(UserService, createUserService({ store, attempts }).services),
    handler: createFetchHandler({ services: visitors.services }),
  };
}

/** Next knows which request is being handled. */
async function visitor() {
  const session = sessionOf((await cookies()).get(sessionCookie)?.value);
  return session && { ...session, scopes: ["users:read"] };
}
