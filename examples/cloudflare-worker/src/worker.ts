import {
  createUserService,
  createWebCryptoHasher,
  startPruning,
  staticTokens,
} from "@org/user-core";
import { createFetchHandler } from "@org/user-transport-connect";
import { createDurableStore } from "./durable-store.ts";

/** What `wrangler.jsonc` binds, and the secret `API_TOKEN`. */
export interface Env {
  readonly USERS: DurableObjectNamespace;
  readonly API_TOKEN: string;
}

/** All users: one object, wherever in the world it is asked from. */
export class Users {
  readonly fetch: (request: Request) => Promise<Response>;

  constructor(state: DurableObjectState, { API_TOKEN }: Env) {
    const store = createDurableStore(state.storage);
    void state.blockConcurrencyWhile(async () => {
      await store.migrate();
      startPruning(store);
    });
    const { services } = createUserService({
      store,
      // Workers compute no more rounds than this.
      hasher: createWebCryptoHasher({ iterations: 100_000 }),
      middleware: [staticTokens([{ token: API_TOKEN, principal: { name: "backend" } }])],
    });
    this.fetch = createFetchHandler({
      services,
      peer: ({ headers }) => headers.get("cf-connecting-ip") ?? "unknown",
    });
  }
}

export default {
  fetch(request: Request, { USERS }: Env): Response | Promise<Response> {
    const { pathname } = new URL(request.url);
    if (!/^\/userservice\./.test(pathname)) return new Response("your own pages");
    return USERS.get(USERS.idFromName("all")).fetch(request);
  },
};
