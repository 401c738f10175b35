import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
} from "@org/user-core";
import { userStoreContract } from "@org/user-testing/contracts";
import { expect, it } from "vitest";
import { traceCalls, traceClient, traceStore } from "./index.ts";

it("where nobody is registered for spans and metrics, calls go through as they are", async () => {
  const asked: (string | null)[] = [];
  const { services } = createUserService({
    store: traceStore(createMemoryStore()),
    middleware: [
      traceCalls(),
      (call, proceed) => {
        asked.push(call.requestHeaders.get("traceparent"));
        return proceed();
      },
    ],
  });
  const users = createInProcessClient(UserService, services, { middleware: [traceClient()] });
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  expect(await users.getUser({ userId: id })).toMatchObject({ name: "Ada" });
  await expect(users.getUser({ userId: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(asked).toEqual([null, null, null]);
});

// A store that is traced keeps every promise of a store.
userStoreContract("a traced memory store", async () => ({
  store: traceStore(createMemoryStore()),
}));
