import { expect, it, vi } from "vitest";
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

it.each([
  ["no user for an id", "getUser", { get: async () => [] }],
  ["no total", "listUsers", { count: async () => undefined as never }],
  ["a user who is none", "listUsers", { list: async () => [undefined as never] }],
  ["no outcome of a change", "updateUser", { replace: async () => undefined as never }],
  ["no outcome of a removal", "deleteUser", { remove: async () => undefined as never }],
] as const)("takes no answer of a store for another: %s", async (_what, method, broken) => {
  const [operation = "", answer] = Object.entries(broken)[0] ?? [];
  const spy = vi.fn(answer);
  const { users, id: userId } = await start({ [operation]: spy });
  const call = {
    getUser: () => users.getUser({ userId }),
    listUsers: () => users.listUsers({}),
    updateUser: () => users.updateUser({ user: { id: userId, name: "Grace" } }),
    deleteUser: () => users.deleteUser({ userId }),
  }[method];
  await expect(call()).rejects.toMatchObject({
    ...internal,
    cause: { message: "The store broke its promise" },
  });
  expect(spy).toHaveBeenCalledOnce();
});
