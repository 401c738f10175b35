import { type BoundService, createInProcessClient, UserService } from "@org/user-core";
import type { SeedUser } from "./fake-user-service.ts";

/**
 * Creates users through a service, one after another.
 *
 * @throws the ServiceError of the first that is refused.
 */
export async function seedUsers(
  users: readonly SeedUser[],
  services: readonly BoundService[],
): Promise<void> {
  const client = createInProcessClient(UserService, services);
  // Copies, made before the first wait, of what a seed has and nothing else.
  const seeds = users.map(({ email, name, password = "", isActive = true }) => ({
    request: { email, name, password },
    isActive,
  }));
  for (const { request, isActive } of seeds) {
    const { id } = await client.createUser(request);
    if (isActive) continue;
    const updateMask = { paths: ["is_active"] };
    await client.updateUser({ user: { id, isActive }, updateMask });
  }
}
