// The least Worker: what the edge's budget of bytes is for.
import { createMemoryStore, createUserService } from "@org/user-core";
import { createFetchHandler } from "./create-fetch-handler.ts";

const { services } = createUserService({ store: createMemoryStore() });

export default { fetch: createFetchHandler({ services }) };
