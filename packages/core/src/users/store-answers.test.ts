import { expect, it } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createUserService } from "./user-service.ts";
import type { UserStore } from "./user-store.ts";

async function start(broken: Partial<UserStore>) {
  const store = { ...createMemoryStore(), ...broken };
  const users = createInProcessClient(UserService, createUserService({ store }).services);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  return { users, id };
}

const internal = { code: "INTERNAL", message: "Internal error" };

it("ends an update and a delete that a store never lets win", async () => {
  const { users, id } = await start({
    replace: async () => "revision_mismatch",
    remove: async () => false,
  });
  await expect(users.updateUser({ user: { id, name: "Grace" } })).rejects.toMatchObject(internal);
  await expect(users.deleteUser({ userId: id })).rejects.toMatchObject(internal);
});

it("takes no answer of a store for another", async () => {
  const { users, id } = await start({ get: async () => [] });
  await expect(users.getUser({ userId: id })).rejects.toMatchObject(internal);
  await expect(users.updateUser({ user: { id, name: "G" } })).rejects.toMatchObject(internal);
});
