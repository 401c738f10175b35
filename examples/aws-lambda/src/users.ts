import {
  createUserService,
  type Middleware,
  ServiceError,
  staticTokens,
  type UserStore,
} from "@org/user-core";
import { createFetchHandler } from "@org/user-transport-connect";

/** Answers requests for the user service. */
export type Users = (request: Request) => Promise<Response>;

/** What differs between the two ways a function answers. */
export interface UsersOptions {
  readonly store: UserStore;
  /** Whoever has it may do everything. */
  readonly token: string;
  /** Whether the function may answer before the call has ended. */
  readonly streams: boolean;
}

/** A watch has no end, so a function that answers with all of it at once never would. */
const refuseWatches: Middleware = (call, proceed) => {
  if (call.method.methodKind !== "server_streaming") return proceed();
  throw new ServiceError("UNIMPLEMENTED", "Watches are at the function that streams");
};

/** The user service on the fetch API. */
export function createUsers({ store, token, streams }: UsersOptions): Users {
  const { services } = createUserService({
    store,
    middleware: [
      staticTokens([{ token, principal: { name: "backend" } }]),
      ...(streams ? [] : [refuseWatches]),
    ],
  });
  // `requestOf` has put there what AWS has seen, and nothing that the client says.
  const peer = ({ headers }: Request) => headers.get("x-forwarded-for") ?? "unknown";
  return createFetchHandler({ services, peer });
}
