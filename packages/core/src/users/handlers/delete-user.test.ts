import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";

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
