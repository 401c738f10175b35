import {
  type Client,
  createInProcessClient,
  createUserService,
  UserService,
  type UserStore,
} from "@org/user-core";

/**
 * Three users in an empty store (Charlie inactive), and a change to Alice
 * every second so that a watch shows something. Returns how to stop.
 */
export async function startDemo(
  store: UserStore,
  onError: (error: unknown) => void,
): Promise<() => void> {
  // A service of its own: neither tokens nor the log are concerned.
  const { services } = createUserService({ store });
  const users = createInProcessClient(UserService, services);
  const { total } = await users.listUsers({ pageSize: 1 });
  if (total === 0) await createUsers(users);
  // In a store of other people's users there is nobody to change.
  const alice = await users.getUserByEmail({ email: emailOf("Alice") }).catch(() => undefined);
  if (alice === undefined) return () => {};
  let changes = 0;
  const timer = setInterval(() => {
    changes += 1;
    users.updateUser({ user: { id: alice.id, name: `Alice ${changes}` } }).catch(onError);
  }, 1_000);
  return () => clearInterval(timer);
}

async function createUsers(users: Client<typeof UserService>): Promise<void> {
  for (const name of ["Alice", "Bob"]) await users.createUser({ email: emailOf(name), name });
  const { id } = await users.createUser({ email: emailOf("Charlie"), name: "Charlie" });
  const updateMask = { paths: ["is_active"] };
  await users.updateUser({ user: { id, isActive: false }, updateMask });
}

function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.com`;
}
