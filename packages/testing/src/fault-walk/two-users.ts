import type { Client, User, UserService } from "@org/user-core";

/** Who is there at first. */
export interface TwoUsers {
  /** At revision 2. */
  readonly ada: User;
  readonly grace: User;
}

/** Creates the two. */
export async function createTwoUsers(users: Client<typeof UserService>): Promise<TwoUsers> {
  const { id } = await users.createUser({ email: "ada@example.com", name: "First" });
  const grace = await users.createUser({ email: "grace@example.com", name: "Grace" });
  return { ada: await users.updateUser({ user: { id, name: "Ada" } }), grace };
}
