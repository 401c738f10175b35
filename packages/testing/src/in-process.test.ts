import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
} from "@org/user-core";
import { expect, it } from "vitest";
import { callContract } from "./call-contract/index.ts";
import { leakContract } from "./leak-contract/index.ts";
import type { Serve } from "./serve.ts";
import { userServiceContract } from "./service-contract/index.ts";
import { failureOf } from "./streams.ts";

const serve: Serve = async (services, options) => ({
  users: createInProcessClient(UserService, services, options),
  dispose: async () => {},
});

callContract("in process", serve);
userServiceContract("in process, on the memory store", {
  serve,
  createStore: async () => createMemoryStore(),
});

leakContract("in process", { serve, createStore: async () => createMemoryStore() });

// Over a wire they can't come: UTF-8 has no form for them.
it("refuses a lone surrogate in a name", async () => {
  const { services } = createUserService({ store: createMemoryStore() });
  const users = createInProcessClient(UserService, services);
  const call = users.createUser({ email: "ada@example.com", name: "A\ud800" });
  expect(await failureOf(call)).toMatchObject({
    code: "INVALID_ARGUMENT",
    fieldViolations: [{ field: "name" }],
  });
});
