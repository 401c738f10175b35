import { expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { authorize } from "../middleware/authorize.ts";
import { limitCalls } from "../middleware/limit-calls.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";
import { createInProcessClient } from "./in-process-client.ts";

it("runs no handler, and keeps no place, for a call that is cancelled while it is being decided on", async () => {
  const store = createMemoryStore();
  const insert = vi.spyOn(store, "insert");
  const decisions: (() => void)[] = [];
  const { services } = createUserService({
    store,
    middleware: [
      authorize(() => new Promise((resolve) => decisions.push(() => resolve(true)))),
      limitCalls({ maxCalls: 1 }),
    ],
  });
  const users = createInProcessClient(UserService, services);
  for (let i = 0; i < 3; i += 1) {
    const controller = new AbortController();
    const { signal } = controller;
    const call = users.createUser({ email: `user${i}@example.com`, name: "Ada" }, { signal });
    await expect.poll(() => decisions.length).toBe(i + 1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    decisions[i]?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(insert).not.toHaveBeenCalled();
  const last = users.createUser({ email: "last@example.com", name: "Ada" });
  await expect.poll(() => decisions.length).toBe(4);
  decisions[3]?.();
  expect(await last).toMatchObject({ email: "last@example.com" });
});
