import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";
import type { UserStore } from "../user-store.ts";

it("tries again where another write of its user came first, and removes what that left", async () => {
  const memory = createMemoryStore();
  let rivals = 2;
  const store: UserStore = {
    ...memory,
    async remove(id, ...rest) {
      rivals -= 1;
      if (rivals < 0) return memory.remove(id, ...rest);
      await rival.updateUser({ user: { id, name: `Rival ${rivals}` } });
      return memory.remove(id, ...rest);
    },
  };
  const serve = (each: UserStore) =>
    createInProcessClient(UserService, createUserService({ store: each }).services);
  const [users, rival] = [serve(store), serve(memory)];
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  await users.deleteUser({ userId: id });
  expect(rivals).toBe(-1);
  expect(await memory.get([id])).toEqual([undefined]);
});

it("does not try again for a caller who has gone", async () => {
  const controller = new AbortController();
  let tries = 0;
  const store = {
    ...createMemoryStore(),
    async remove() {
      tries += 1;
      controller.abort();
      return tries === 3;
    },
  };
  const users = createInProcessClient(UserService, createUserService({ store }).services);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const removal = users.deleteUser({ userId: id }, { signal: controller.signal });
  await expect(removal).rejects.toMatchObject({ code: "CANCELLED" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(tries).toBe(1);
});
