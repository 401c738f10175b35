import {
  type BoundUserService,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  logCalls,
  staticTokens,
  UserService,
  type UserStore,
} from "@org/user-core";
import { authorization, token } from "./requests.ts";
import { hundredUsers } from "./users.ts";

/** The service with authentication and logging on, and a hundred users in an empty store. */
export async function measuredService(store: UserStore): Promise<BoundUserService> {
  await store.migrate();
  let succeeded = 0;
  const service = createUserService({
    store,
    middleware: [
      logCalls(({ status }) => {
        if (status === "OK") succeeded += 1;
      }),
      staticTokens([{ token, principal: { name: "bench" } }]),
    ],
  });
  await createUsers(service);
  if (succeeded !== hundredUsers.length) throw new Error("calls are not logged");
  return service;
}

/** The service without middleware, as its peers are, over the memory store with the same users. */
export async function bareService(): Promise<BoundUserService> {
  const service = createUserService({ store: createMemoryStore() });
  await createUsers(service);
  return service;
}

async function createUsers({ services }: BoundUserService): Promise<void> {
  const users = createInProcessClient(UserService, services, { headers: { authorization } });
  for (const { email, name } of hundredUsers) await users.createUser({ email, name });
}
