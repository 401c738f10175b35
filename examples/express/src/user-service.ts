import { AsyncLocalStorage } from "node:async_hooks";
import { isMessage } from "@bufbuild/protobuf";
import {
  type AuthorizationRule,
  authenticate,
  authorize,
  createUserService,
  type Drain,
  type Principal,
  type UpdateUserRequest,
  UpdateUserRequestSchema,
  type UserStore,
} from "@org/user-core";
import { createNodeHandler } from "@org/user-transport-connect/node";
import type { RequestHandler } from "express";

/** Whose session the request has that is being handled. */
const visitor = new AsyncLocalStorage<Principal | undefined>();

/** Whoever is signed in may look at users and follow them, and change what is theirs to change. */
const rule: AuthorizationRule = (principal, method, request) => {
  if (isMessage(request, UpdateUserRequestSchema)) {
    return principal?.name === nameOf(request.user?.id) && !changesActive(request);
  }
  return ["GetUser", "ListUsers", "WatchUserUpdates", "WatchUsers"].includes(method.name);
};

/** Who was made inactive must not undo it while a session lasts. Without a mask, what is set counts. */
function changesActive({ user, updateMask }: UpdateUserRequest): boolean {
  const paths = updateMask?.paths ?? [];
  return paths.length > 0 ? paths.includes("is_active") : user?.isActive === true;
}

function nameOf(userId: number | undefined): string {
  return `user ${userId}`;
}

/** The user service for the app's visitors, known by their sessions. Mount it after the session. */
export function userService(store: UserStore, drain: Drain): RequestHandler {
  const { services } = createUserService({
    store,
    middleware: [drain.middleware, authenticate(() => visitor.getStore()), authorize(rule)],
  });
  const handler = createNodeHandler({ services });
  return (request, response, next) => {
    const { userId } = request.session;
    const principal = userId === undefined ? undefined : { name: nameOf(userId) };
    visitor.run(principal, () => handler(request, response, next));
  };
}
