import {
  createInProcessClient,
  createUserService,
  UserService,
  type UserStore,
} from "@org/user-core";

const names = ["Alice", "Bob", "Charlie"];

/**
 * Three users in an empty store (Charlie inactive), and a change to user 1
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
  if (total === 0) {
    for (const name of names) {
      await users.createUser({ email: `${name.toLowerCase()}@example.com`, name });
    }
    const mask = { paths: ["is_active"] };
    await users.updateUser({ user: { id: names.length, isActive: false }, updateMask: mask });
  }
  let changes = 0;
  const timer = setInterval(() => {
    changes += 1;
    users.updateUser({ user: { id: 1, name: `Alice ${changes}` } }).catch(onError);
  }, 1_000);
  return () => clearInterval(timer);
}
